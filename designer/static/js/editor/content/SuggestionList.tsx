import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Suggestion } from './suggestions';

/** Names in sight at once: the list does not scroll, it goes along with the one that is chosen. */
const IN_SIGHT = 8;

interface SuggestionListProps {
  id: string;
  label: string;
  offered: readonly Suggestion[];
  active: number;
  empty: string;
  /** The copy of the text, which knows where the caret is. */
  anchor: RefObject<HTMLDivElement | null>;
  onChoose(suggestion: Suggestion): void;
}

/** The names offered at the caret; the text keeps the focus and its keys choose here. */
export function SuggestionList({ id, label, offered, active, empty, anchor, onChoose }: SuggestionListProps) {
  const [place, setPlace] = useState({ left: 0, top: 0 });
  useLayoutEffect(() => {
    const box = anchor.current;
    const caret = box?.querySelector<HTMLElement>('[data-caret]');
    if (!box || !caret) return;
    const left = Math.max(0, Math.min(caret.offsetLeft, box.clientWidth - 280));
    const top = caret.offsetTop + caret.offsetHeight - box.scrollTop + 4;
    setPlace((old) => (old.left === left && old.top === top ? old : { left, top }));
  });
  const first = Math.max(0, Math.min(active - IN_SIGHT / 2, offered.length - IN_SIGHT));
  const shown = offered.slice(first, first + IN_SIGHT);
  return (
    <div
      aria-label={label}
      className="f-popup ct-list"
      id={`${id}-list`}
      role="listbox"
      style={place}
      tabIndex={-1}
    >
      {shown.map((one, place) => (
        // Keys are handled by the text, which keeps the focus: aria-activedescendant points here.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        // biome-ignore lint/a11y/useFocusableInteractive: see above
        <div
          aria-posinset={first + place + 1}
          aria-selected={first + place === active}
          aria-setsize={offered.length}
          className="f-option"
          id={`${id}-option-${first + place}`}
          key={one.key}
          onClick={() => onChoose(one)}
          onMouseDown={(event) => event.preventDefault()}
          role="option"
        >
          {one.group !== shown[place - 1]?.group && <span className="f-option-group">{one.group}</span>}
          <span className="f-option-line">
            <span className="f-option-label">{one.label || one.key}</span>
            {one.label !== '' && one.label !== one.key && <span className="f-option-key">{one.key}</span>}
          </span>
        </div>
      ))}
      {offered.length === 0 && <p className="f-option-none">{empty}</p>}
    </div>
  );
}
