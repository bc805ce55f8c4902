import { type ReactNode, useEffect, useRef } from 'react';
import { Dialog as Frame } from '../Dialog';
import { useForms } from './context';

interface DialogProps {
  title: string;
  wide?: boolean | undefined;
  onClose(): void;
  children: ReactNode;
  /** Buttons at the foot. */
  foot: ReactNode;
}

/** A form in the editor's own dialog; the first field takes the focus. */
export function Dialog({ title, wide = false, onClose, children, foot }: DialogProps) {
  const { say } = useForms();
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The frame opens after its contents are mounted.
    const frame = requestAnimationFrame(() => {
      body.current?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <Frame
      actions={<div className="forms f-window-foot">{foot}</div>}
      closeLabel={say.t('dialog.close')}
      onClose={onClose}
      title={title}
      wide={wide}
    >
      <div className={wide ? 'forms f-window f-window--wide' : 'forms f-window'} ref={body}>
        {children}
      </div>
    </Frame>
  );
}
