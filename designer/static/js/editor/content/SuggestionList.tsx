import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Suggestion } from './suggestions';

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
  return (
    <div
      aria-label={label}
      className="f-popup ct-list"
      id={`${id}-list`}
      role="listbox"
      style={place}
      tabIndex={-1}
    >
      {offered.map((one, index) => (
        // Keys are handled by the text, which keeps the focus: aria-activedescendant points here.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above
        // biome-ignore lint/a11y/useFocusableInteractive: see above
        <div
          aria-selected={index === active}
          className="f-option"
          id={`${id}-option-${index}`}
          key={one.key}
          onClick={() => onChoose(one)}
          onMouseDown={(event) => event.preventDefault()}
          role="option"
        >
          {one.group !== offered[index - 1]?.group && <span className="f-option-group">{one.group}</span>}
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
