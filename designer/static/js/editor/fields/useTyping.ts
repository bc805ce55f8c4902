import { type RefObject, useLayoutEffect, useRef } from 'react';
import { bothTexts, placeIn } from '../../model/texts';

/** Values remembered of what is being typed: more than others can be behind. */
const REMEMBERED = 400;

/** The values of a text since one began to type in it, oldest first, and which of them were typed here. */
interface Typed {
  known: string[];
  own: Set<string>;
}

const nothing = (): Typed => ({ known: [], own: new Set() });

interface Typing<E> {
  ref: RefObject<E | null>;
  onChange(text: string): void;
  onSelect(): void;
  onBlur(): void;
}

/**
 * A text in which others may type at the same time: while it is being typed in, the words of both stay, and the
 * caret stays at its words.
 */
export function useTyping<E extends HTMLInputElement | HTMLTextAreaElement>(
  value: string,
  onChange: (text: string) => void,
): Typing<E> {
  const ref = useRef<E>(null);
  const typed = useRef<Typed>(nothing());
  const caret = useRef<number>(undefined);
  const shown = useRef(value);
  const latest = useRef(onChange);
  latest.current = onChange;

  useLayoutEffect(() => {
    const field = ref.current;
    const before = shown.current;
    shown.current = value;
    if (!field || before === value || document.activeElement !== field) return;
    const { known, own } = typed.current;
    // One of the own values: typed, or taken back.
    if (own.has(value)) {
      if (known.at(-1) !== value) known.push(value);
      return;
    }
    const present = known.at(-1) ?? before;
    const both = known.length > 0 ? bothTexts(known, value) : value;
    if (known.length > 0) known.push(value);
    if (caret.current !== undefined) caret.current = placeIn(present, both, caret.current);
    const stay = (): void => {
      const place = caret.current;
      if (place !== undefined && document.activeElement === field && field.value === both)
        field.setSelectionRange(place, place);
    };
    if (both === value) return stay();
    known.push(both);
    own.add(both);
    latest.current(both);
    queueMicrotask(stay);
  }, [value]);

  return {
    ref,
    onChange: (text) => {
      const { known, own } = typed.current;
      if (known.length === 0) {
        known.push(value);
        own.add(value);
      }
      known.push(text);
      own.add(text);
      if (known.length > REMEMBERED) own.delete(known.shift() ?? '');
      caret.current = ref.current?.selectionStart ?? undefined;
      onChange(text);
    },
    onSelect: () => {
      caret.current = ref.current?.selectionStart ?? undefined;
    },
    onBlur: () => {
      typed.current = nothing();
      caret.current = undefined;
    },
  };
}
