import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react';
import { contentWords } from '../../i18n/content';
import { frenchWords } from '../../i18n/translate';
import type { Locale } from '../../model/document';
import { useForms } from '../fields/context';
import { Note } from '../fields/Field';
import type { Fault } from '../fields/server';
import { type Opening, openingAt, written } from './liquid';
import { Mirror } from './Mirror';
import { SuggestionList } from './SuggestionList';
import { fitting, type Suggestion, type Suggestions } from './suggestions';

interface LiquidFieldProps {
  label: string;
  value: string;
  onChange(value: string): void;
  /** The language of the words. */
  language: Locale;
  placeholder?: string | undefined;
  /** Lines in sight; one line takes no line breaks. */
  rows?: number | undefined;
  /** What there is to say beneath, beside the faults. */
  children?: ReactNode;
  faults: readonly Fault[];
  /** Whether the faults are those of the words on screen. */
  fresh: boolean;
  suggestions: Suggestions;
}

/**
 * A text with merge fields: names are offered while one types, faults are underlined where they stand.
 *
 * The marks are drawn by a copy of the text behind it, which assistive technology does not meet; the same
 * faults are sentences below.
 */
export function LiquidField({
  label,
  value,
  onChange,
  language,
  placeholder,
  rows = 1,
  children,
  faults,
  fresh,
  suggestions,
}: LiquidFieldProps) {
  const { say, readOnly } = useForms();
  const c = contentWords(say.locale);
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLDivElement>(null);
  const [opening, setOpening] = useState<Opening>();
  const [active, setActive] = useState(0);
  // Where the caret goes once the text has been drawn.
  const next = useRef<number>(undefined);
  const offered = opening ? fitting(suggestions, opening) : [];
  const current = offered[active];

  useLayoutEffect(() => {
    const caret = next.current;
    if (caret === undefined || area.current?.value !== value) return;
    next.current = undefined;
    area.current.setSelectionRange(caret, caret);
    // A field inside what was just written goes on offering names.
    setOpening(value.slice(0, caret).endsWith('{{ ') ? openingAt(value, caret) : undefined);
  }, [value]);
  const look = (text: string, caret: number): void => {
    setOpening(openingAt(text, caret));
    setActive(0);
  };
  const choose = ({ value: word }: Suggestion): void => {
    if (!opening) return;
    const result = written(value, opening, word);
    next.current = result.caret;
    setOpening(undefined);
    onChange(result.text);
    area.current?.focus();
  };
  const insert = (): void => {
    const at = area.current?.selectionStart ?? value.length;
    next.current = at + 3;
    onChange(`${value.slice(0, at)}{{ ${value.slice(at)}`);
    area.current?.focus();
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { key } = event;
    if (key === ' ' && event.ctrlKey) {
      event.preventDefault();
      look(value, event.currentTarget.selectionStart);
    } else if (opening && (key === 'ArrowDown' || key === 'ArrowUp') && offered.length > 0) {
      event.preventDefault();
      const by = key === 'ArrowDown' ? 1 : -1;
      setActive((active + by + offered.length) % offered.length);
    } else if (opening && key === 'Enter' && current) {
      event.preventDefault();
      choose(current);
    } else if (opening && key === 'Escape') {
      // Cancelled, so that the dialog around does not close as well.
      event.preventDefault();
      event.stopPropagation();
      setOpening(undefined);
    } else if (key === 'Enter' && rows === 1) event.preventDefault();
  };
  const mend = (fault: Fault): void => {
    if (fault.instead === null) return;
    next.current = fault.start + fault.instead.length;
    onChange(value.slice(0, fault.start) + fault.instead + value.slice(fault.end));
    area.current?.focus();
  };
  const invalid = faults.some(({ severity }) => severity === 'error');
  return (
    <div className="f-field ct-field">
      <span className="ct-field-head">
        <label className="f-label" htmlFor={id}>
          {label}{' '}
          <span aria-hidden="true" className="ct-tongue">
            {language.toUpperCase()}
          </span>
        </label>
        {!readOnly && (
          <button
            aria-label={`${c('field.insert')} – ${label}`}
            className="ct-insert"
            onClick={insert}
            title={`${c('field.insert')}. ${c('field.insert.hint')}`}
            type="button"
          >
            <span aria-hidden="true">{'{ }'}</span>
          </button>
        )}
      </span>
      <div className="ct-box" data-invalid={invalid || undefined}>
        <Mirror
          caret={opening?.from}
          faults={fresh ? faults : []}
          outer={mirror}
          placeholderOf={value === '' ? placeholder : undefined}
          text={value}
        />
        <textarea
          aria-activedescendant={opening && current ? `${id}-option-${active}` : undefined}
          aria-autocomplete="list"
          aria-controls={opening ? `${id}-list` : undefined}
          aria-describedby={`${id}-notes`}
          aria-invalid={invalid || undefined}
          aria-label={`${label} (${say.t(`language.${language}`)})`}
          autoComplete="off"
          className="f-input ct-area"
          id={id}
          lang={language}
          onBlur={() => setOpening(undefined)}
          onChange={(event) => {
            const { value: typed, selectionStart } = event.target;
            const text = rows === 1 ? typed.replace(/\s*[\r\n]+\s*/g, ' ') : typed;
            onChange(text);
            look(text, selectionStart);
          }}
          onClick={() => setOpening(undefined)}
          onKeyDown={press}
          onScroll={(event) => {
            if (mirror.current) mirror.current.scrollTop = event.currentTarget.scrollTop;
          }}
          placeholder={placeholder}
          ref={area}
          rows={rows}
          spellCheck
          value={value}
        />
        {opening && (
          <SuggestionList
            active={active}
            anchor={mirror}
            empty={c('field.none')}
            id={id}
            label={c('field.insert')}
            offered={offered}
            onChoose={choose}
          />
        )}
      </div>
      <span aria-live="polite" className="f-hidden">
        {opening ? (offered.length > 0 ? c('field.count', { count: offered.length }) : c('field.none')) : ''}
      </span>
      <div className="f-notes" id={`${id}-notes`}>
        {children}
        {faults.map((fault) => (
          <div className="ct-fault-line" key={`${fault.kind} ${fault.start} ${fault.message.en}`}>
            <Note severity={fault.severity}>
              {say.locale === 'fr' ? frenchWords(fault.message.fr) : fault.message.en}
            </Note>
            {fault.instead !== null && fresh && !readOnly && (
              <button className="f-button f-button--soft" onClick={() => mend(fault)} type="button">
                {c('field.replace', { word: fault.instead })}
              </button>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
