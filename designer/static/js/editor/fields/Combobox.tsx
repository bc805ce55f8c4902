import { Check, ChevronDown } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { plain } from '../search/plain';
import { useForms } from './context';
import type { Bound } from './Field';

export interface Suggestion {
  readonly value: string;
  readonly label: string;
  /** Heading under which the suggestion stands. */
  readonly group?: string | undefined;
  /** The technical name, shown beside the label. */
  readonly key?: string | undefined;
  /** Offered to those who search only: one of too many to be listed. */
  readonly searched?: boolean | undefined;
}

interface ComboboxProps extends Partial<Bound> {
  value: string;
  onChange(value: string): void;
  options: readonly Suggestion[];
  /** Whether other words than the suggestions are taken, or what is offered for them. */
  free?: boolean | ((typed: string) => readonly Suggestion[]) | undefined;
  placeholder?: string | undefined;
  label?: string | undefined;
  mono?: boolean | undefined;
}

/** The suggestions whose label or value holds every word typed, accents and case aside. */
export function matching(options: readonly Suggestion[], typed: string): readonly Suggestion[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  return options.filter(({ label, value }) => {
    const text = plain(`${label} ${value}`);
    return wanted.every((word) => text.includes(word));
  });
}

/** One value out of suggestions that typing narrows, or free words. */
export function Combobox({
  value,
  onChange,
  options,
  free = false,
  placeholder,
  label,
  mono,
  ...bound
}: ComboboxProps) {
  const { say } = useForms();
  const fallback = useId();
  const id = bound.id ?? fallback;
  const [typed, setTyped] = useState<string>();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  const known = options.find((option) => option.value === value);
  const shown = typed ?? known?.label ?? value;
  const listed = options.filter(({ searched, value: one }) => !searched || one === value);
  const found = typed?.trim() ? matching(options, typed) : listed;
  const exact = typed && found.some((option) => option.label === typed || option.value === typed);
  const own = (words: string): readonly Suggestion[] =>
    typeof free === 'function' ? free(words) : [{ value: words, label: say.t('combo.use', { words }) }];
  const offered = free && typed?.trim() && !exact ? [...found, ...own(typed.trim())] : found;

  useEffect(() => {
    if (open) list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });

  const show = (): void => {
    if (!open) setActive(listed.findIndex((option) => option.value === value));
    setOpen(true);
  };
  const choose = (chosen: string): void => {
    setTyped(undefined);
    setOpen(false);
    setActive(-1);
    if (chosen !== value) onChange(chosen);
  };
  const leave = (): void => {
    if (typed === undefined) {
      setOpen(false);
      return;
    }
    const trimmed = typed.trim();
    const same = options.find((option) => option.label === trimmed || option.value === trimmed);
    if (same) choose(same.value);
    else if (trimmed === '') choose('');
    else choose(free ? (own(trimmed)[0]?.value ?? value) : value);
  };
  const press = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (!open) {
        show();
        return;
      }
      const by = key === 'ArrowDown' ? 1 : -1;
      setActive((index) => (index + by + offered.length) % Math.max(1, offered.length));
    } else if (key === 'Enter' && open) {
      event.preventDefault();
      const chosen = offered[active] ?? (typed ? offered[0] : undefined);
      if (chosen) choose(chosen.value);
      else leave();
    } else if (key === 'Escape' && open) {
      // Cancelled, so that the dialog around does not close as well.
      event.preventDefault();
      event.stopPropagation();
      setTyped(undefined);
      setOpen(false);
    }
  };
  const optionId = (index: number): string => `${id}-option-${index}`;

  return (
    <span className="f-combo">
      <input
        {...bound}
        aria-activedescendant={open && active >= 0 ? optionId(active) : undefined}
        aria-autocomplete="list"
        aria-controls={open ? `${id}-list` : undefined}
        aria-expanded={open}
        aria-label={label}
        autoComplete="off"
        className={mono ? 'f-input f-combo-input f-mono' : 'f-input f-combo-input'}
        id={id}
        onBlur={leave}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(event.target.value ? 0 : -1);
          setOpen(true);
        }}
        onClick={show}
        onMouseDown={(event) => {
          if (typed !== undefined || event.button !== 0) return;
          // Else the browser puts the caret where the click fell, and the next key would append to the name.
          event.preventDefault();
          event.currentTarget.focus();
          event.currentTarget.select();
        }}
        onFocus={(event) => event.target.select()}
        onKeyDown={press}
        placeholder={placeholder}
        role="combobox"
        spellCheck={false}
        type="text"
        value={shown}
      />
      <ChevronDown aria-hidden="true" className="f-combo-mark" size={14} />
      {open && (
        <div
          aria-label={label ?? say.t('combo.suggestions')}
          className="f-popup"
          id={`${id}-list`}
          ref={list}
          role="listbox"
          tabIndex={-1}
        >
          {offered.map((option, index) => (
            // Keys are handled by the input, which keeps the focus: aria-activedescendant points here.
            // biome-ignore lint/a11y/useKeyWithClickEvents: see above
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <div
              aria-selected={index === active}
              className="f-option"
              id={optionId(index)}
              key={`${option.group ?? ''} ${option.value}`}
              onClick={() => choose(option.value)}
              onMouseDown={(event) => event.preventDefault()}
              role="option"
            >
              {option.group && option.group !== offered[index - 1]?.group && (
                <span className="f-option-group">{option.group}</span>
              )}
              <span className="f-option-line">
                <span className="f-option-label">{option.label}</span>
                {option.key !== undefined && option.key !== option.label && (
                  <span className="f-option-key">{option.key}</span>
                )}
                {option.value === value && <Check aria-hidden="true" size={14} />}
              </span>
            </div>
          ))}
          {offered.length === 0 && <p className="f-option-none">{say.t('combo.none')}</p>}
        </div>
      )}
    </span>
  );
}
