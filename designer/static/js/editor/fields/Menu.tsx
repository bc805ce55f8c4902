import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

export interface MenuItem {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly keys?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly danger?: boolean | undefined;
  readonly onChoose: () => void;
}

interface MenuProps {
  label: string;
  icon: ReactNode;
  /** Words on the button itself; without them the label is for assistive technology. */
  words?: string | undefined;
  items: readonly MenuItem[];
  className?: string | undefined;
}

/** A button that opens a short list of things to do. */
export function Menu({ label, icon, words, items, className }: MenuProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLSpanElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const entries = (): HTMLButtonElement[] => [
    ...(root.current?.querySelectorAll<HTMLButtonElement>('[role=menuitem]:not(:disabled)') ?? []),
  ];
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (open) root.current?.querySelector<HTMLButtonElement>('[role=menuitem]:not(:disabled)')?.focus();
  }, [open]);

  const press = (event: KeyboardEvent): void => {
    if (!open) {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        setOpen(true);
      }
      return;
    }
    const all = entries();
    const index = all.findIndex((entry) => entry.contains(document.activeElement));
    const to: Record<string, number> = {
      ArrowDown: (index + 1) % all.length,
      ArrowUp: (index - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    };
    const target = to[event.key];
    if (target !== undefined) {
      event.preventDefault();
      all[target]?.focus();
    } else if (event.key === 'Escape') {
      // Cancelled, so that the dialog around does not close as well.
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the menu in it.
    <span
      className={`f-menu ${className ?? ''}`}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
      onKeyDown={press}
      ref={root}
    >
      <button
        aria-controls={open ? id : undefined}
        aria-expanded={open}
        aria-haspopup="menu"
        aria-label={words ? undefined : label}
        className={words ? 'f-button f-button--ghost' : 'f-icon'}
        onClick={() => setOpen(!open)}
        ref={button}
        title={words ? undefined : label}
        type="button"
      >
        {icon}
        {words}
      </button>
      {open && (
        <div aria-label={label} className="f-popup f-menu-list" id={id} role="menu">
          {items.map((item) => (
            <button
              className={item.danger ? 'f-menu-item f-menu-item--danger' : 'f-menu-item'}
              disabled={item.disabled}
              key={item.label}
              onClick={() => {
                setOpen(false);
                item.onChoose();
              }}
              role="menuitem"
              tabIndex={-1}
              type="button"
            >
              {item.icon}
              <span className="f-menu-words">{item.label}</span>
              {item.keys && <kbd className="f-keys">{item.keys}</kbd>}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
