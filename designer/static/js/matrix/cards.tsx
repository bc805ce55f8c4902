import {
  createContext,
  type FocusEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';

/** What a card tells, and lets be changed once it is pinned. */
export type Card =
  | { readonly kind: 'score'; readonly scenario: string; readonly criterion: string }
  | { readonly kind: 'gates' | 'gain' | 'plan'; readonly scenario: string };

interface Shown {
  readonly card: Card;
  readonly anchor: HTMLElement;
  readonly pinned: boolean;
}

interface Cards {
  peek(card: Card, anchor: HTMLElement): void;
  /** The pointer or the focus has gone: the card goes too unless it is pinned or pointed at. */
  leave(): void;
  pin(card: Card, anchor: HTMLElement): void;
}

const CardsContext = createContext<Cards>({ peek: () => {}, leave: () => {}, pin: () => {} });

const LINGERS_MS = 160;

interface HostProps {
  /** What stands in a card; `close` is for its buttons. */
  render(card: Card, pinned: boolean, close: () => void): ReactNode;
  label(card: Card): string;
  children: ReactNode;
}

/** Shows one card at a time, beside what it speaks of: on hover and focus to be read, on a click to be changed. */
export function CardHost({ render, label, children }: HostProps) {
  const [shown, setShown] = useState<Shown>();
  const timer = useRef<number | undefined>(undefined);
  const stay = useCallback(() => window.clearTimeout(timer.current), []);
  const leave = useCallback(() => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setShown((now) => (now?.pinned ? now : undefined)), LINGERS_MS);
  }, []);
  const cards = useMemo<Cards>(
    () => ({
      peek(card, anchor) {
        stay();
        setShown((now) => (now?.pinned ? now : { card, anchor, pinned: false }));
      },
      leave,
      pin(card, anchor) {
        stay();
        setShown({ card, anchor, pinned: true });
      },
    }),
    [leave, stay],
  );
  const close = useCallback(() => {
    stay();
    setShown((now) => {
      if (now?.pinned) now.anchor.focus({ preventScroll: true });
      return undefined;
    });
    // The focus that came back would open the card again.
    timer.current = window.setTimeout(() => setShown((now) => (now?.pinned ? now : undefined)), 0);
  }, [stay]);
  useEffect(() => {
    if (!shown || shown.pinned) return;
    const hear = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setShown(undefined);
    };
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, [shown]);
  return (
    <CardsContext value={cards}>
      {children}
      {shown &&
        createPortal(
          <Popover shown={shown} label={label(shown.card)} onStay={stay} onLeave={leave} onClose={close}>
            {render(shown.card, shown.pinned, close)}
          </Popover>,
          document.body,
        )}
    </CardsContext>
  );
}

interface PopoverProps {
  shown: Shown;
  label: string;
  onStay(): void;
  onLeave(): void;
  onClose(): void;
  children: ReactNode;
}

const GAP = 6;
const EDGE = 8;

function place(box: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = at.bottom + GAP + height <= innerHeight - EDGE;
  const above = at.top - GAP - height >= EDGE;
  const top = below || !above ? at.bottom + GAP : at.top - GAP - height;
  const left = at.left + at.width / 2 - width / 2;
  box.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
  box.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
}

function Popover({ shown, label, onStay, onLeave, onClose, children }: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const { anchor, pinned } = shown;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    place(element, anchor);
    if (pinned) {
      const first = element.querySelector<HTMLElement>('input:checked, input, select, button');
      (first ?? element).focus({ preventScroll: true });
      return;
    }
    anchor.setAttribute('aria-describedby', id);
    return () => anchor.removeAttribute('aria-describedby');
  }, [anchor, pinned, id]);
  useEffect(() => {
    if (!pinned) return;
    const outside = (event: globalThis.PointerEvent): void => {
      const target = event.target as Node;
      if (!box.current?.contains(target) && !anchor.contains(target)) onClose();
    };
    addEventListener('pointerdown', outside, true);
    return () => removeEventListener('pointerdown', outside, true);
  }, [pinned, anchor, onClose]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it is a dialog or a tooltip.
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a tooltip has no name, a dialog has.
    <div
      ref={box}
      id={id}
      className="mt-card"
      role={pinned ? 'dialog' : 'tooltip'}
      aria-label={pinned ? label : undefined}
      tabIndex={-1}
      data-pinned={pinned || undefined}
      onPointerEnter={onStay}
      onPointerLeave={onLeave}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          onClose();
        }
      }}
      onBlur={(event) => {
        const next = event.relatedTarget;
        // Tabbing out of the card closes it, and the focus is where it was.
        if (pinned && next instanceof Node && !event.currentTarget.contains(next)) onClose();
      }}
    >
      {children}
    </div>
  );
}

interface CardButtonProps {
  card: Card;
  label: string;
  className: string;
  /** Its place in the grid that arrows walk: `row,column`. */
  cell?: string;
  tabIndex?: number;
  group?: string;
  /** Of a score; nothing where none was given. */
  level?: number | null;
  children: ReactNode;
  onFocus?(): void;
}

/** What opens a card. */
export function CardButton({ card, label, className, cell, tabIndex, children, ...rest }: CardButtonProps) {
  const cards = useContext(CardsContext);
  return (
    <button
      type="button"
      className={className}
      aria-haspopup="dialog"
      aria-label={label}
      data-cell={cell}
      data-group={rest.group}
      data-criterion={card.kind === 'score' ? card.criterion : undefined}
      data-level={rest.level ?? undefined}
      data-empty={rest.level === null || undefined}
      tabIndex={tabIndex}
      onPointerEnter={(event: PointerEvent<HTMLElement>) => {
        if (event.pointerType === 'mouse') cards.peek(card, event.currentTarget);
      }}
      onPointerLeave={() => cards.leave()}
      onFocus={(event: FocusEvent<HTMLElement>) => {
        rest.onFocus?.();
        if (event.currentTarget.matches(':focus-visible')) cards.peek(card, event.currentTarget);
      }}
      onBlur={() => cards.leave()}
      onClick={(event) => cards.pin(card, event.currentTarget)}
    >
      {children}
    </button>
  );
}
