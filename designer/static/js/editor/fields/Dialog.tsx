import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useForms } from './context';

interface DialogProps {
  title: string;
  wide?: boolean | undefined;
  onClose(): void;
  children: ReactNode;
  /** Buttons at the foot. */
  foot: ReactNode;
}

/** A modal window over the editor; Escape and the cross close it, and the focus goes back where it was. */
export function Dialog({ title, wide = false, onClose, children, foot }: DialogProps) {
  const { say } = useForms();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>('.f-dialog-body :is(input, select, textarea, button)')?.focus();
    return () => element?.close();
  }, []);

  return (
    <dialog
      aria-labelledby={id}
      className={wide ? 'forms f-dialog f-dialog--wide' : 'forms f-dialog'}
      // The canvas listens to keys too: what is typed here is not for it.
      onKeyDown={(event) => event.stopPropagation()}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      ref={dialog}
    >
      <header className="f-dialog-head">
        <h2 className="f-step-title" id={id}>
          {title}
        </h2>
        <button
          aria-label={say.t('dialog.close')}
          className="f-icon"
          onClick={onClose}
          title={say.t('dialog.close')}
          type="button"
        >
          <X aria-hidden="true" size={16} />
        </button>
      </header>
      <div className="f-dialog-body">{children}</div>
      <footer className="f-dialog-foot">{foot}</footer>
    </dialog>
  );
}
