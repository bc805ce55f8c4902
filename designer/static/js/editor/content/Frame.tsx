import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface FrameProps {
  title: string;
  closeLabel: string;
  actions: ReactNode;
  onClose(): void;
  children: ReactNode;
}

/** A window of the browser's own that takes nearly all of the screen; Esc closes it, focus returns. */
export function Frame({ title, closeLabel, actions, onClose, children }: FrameProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    element?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      aria-labelledby={heading}
      className="ct-desk forms"
      onCancel={(event) => {
        // A dialog inside, of a condition, closes by itself.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      ref={dialog}
      tabIndex={-1}
    >
      <header className="ct-desk-head">
        <h2 id={heading}>{title}</h2>
        {actions}
        <button aria-label={closeLabel} className="button plain square small" onClick={onClose} type="button">
          <X aria-hidden="true" className="icon" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
