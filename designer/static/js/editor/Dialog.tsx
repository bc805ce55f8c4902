import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  title: string;
  closeLabel: string;
  onClose(): void;
  children: ReactNode;
  /** The buttons at the foot. */
  actions?: ReactNode;
  wide?: boolean;
}

/**
 * A modal dialog of the browser's own: focus stays inside, Esc closes, focus returns to where it was
 * unless what was done in the dialog has put it elsewhere.
 */
export function Dialog({ title, closeLabel, onClose, children, actions, wide = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    // Not on the first button, which would be the one that closes.
    element?.focus();
    return () => {
      const now = document.activeElement;
      const moved = now !== null && now !== document.body && !element?.contains(now);
      element?.close();
      const back = moved ? now : before;
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="ed-dialog"
      tabIndex={-1}
      data-wide={wide || undefined}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header className="ed-dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="button plain square small" aria-label={closeLabel} onClick={onClose}>
          <X className="icon" aria-hidden="true" />
        </button>
      </header>
      <div className="ed-dialog-body">{children}</div>
      {actions && <footer className="ed-dialog-foot">{actions}</footer>}
    </dialog>
  );
}
