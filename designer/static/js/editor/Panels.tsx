import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { T } from '../i18n/editor';

/** A tool in the inspector's column; it takes the focus, and Escape closes it. */
export function ToolPanel({
  title,
  t,
  width,
  onClose,
  children,
}: {
  title: string;
  t: T;
  width: number | undefined;
  onClose(): void;
  children: ReactNode;
}) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside
      ref={panel}
      className="ed-panel ed-panel-inspector ed-panel-tool"
      aria-label={title}
      tabIndex={-1}
      style={width === undefined ? undefined : { width }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <PanelHead title={title} t={t} onClose={onClose} />
      <div className="ed-panel-body">{children}</div>
    </aside>
  );
}

export function PanelHead({ title, t, onClose }: { title: string; t: T; onClose(): void }) {
  return (
    <header className="ed-panel-head">
      <h2>{title}</h2>
      <button
        type="button"
        className="button plain square small"
        aria-label={t('panel.close')}
        title={t('panel.close')}
        onClick={onClose}
      >
        <X className="icon" aria-hidden="true" />
      </button>
    </header>
  );
}
