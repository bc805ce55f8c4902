import { type KeyboardEvent, useId, useState } from 'react';
import type { Duration } from '../../model/document';
import { parseDuration } from '../../model/duration';
import { useForms } from './context';
import {
  CALENDAR_UNITS,
  FIXED_UNITS,
  readCount,
  readDuration,
  type Span,
  type Unit,
  writeDuration,
} from './duration';
import { type Bound, Note } from './Field';
import { stringOf } from './json';

interface DurationInputProps extends Partial<Bound> {
  value: Duration | undefined;
  onChange(value: Duration | undefined): void;
  /** Months and years too, where a date anchors them. */
  calendar?: boolean | undefined;
  /** Lets the span lie before its anchor: `-P3D`. */
  signed?: boolean | undefined;
  /** Shown when there is no value. */
  placeholder?: Duration | undefined;
  /** Name of the number, where no label stands before it. */
  label: string;
}

/** What was typed and is no length, beside the value it was typed over. */
interface Refused {
  readonly text: string;
  readonly over: Duration | undefined;
}

/**
 * A length of time as a number and a unit; what is written in the document is its title.
 *
 * What is no length stays as typed, with the reason beside it, and never reaches the document.
 */
export function DurationInput({
  value,
  onChange,
  calendar = false,
  signed = false,
  placeholder,
  label,
  ...bound
}: DurationInputProps) {
  const { say } = useForms();
  const span = value === undefined ? undefined : readDuration(value);
  const ghost = placeholder ? readDuration(placeholder) : undefined;
  const [unit, setUnit] = useState<Unit>(ghost?.unit ?? 'day');
  const [before, setBefore] = useState(true);
  const [typed, setTyped] = useState<Refused>();
  const noteId = useId();
  const refused = typed && typed.over === value ? typed.text : undefined;
  const units: readonly Unit[] = calendar ? [...FIXED_UNITS, ...CALENDAR_UNITS] : FIXED_UNITS;

  // Several parts, `P1M2D`, have no one number and unit: they are written as the document has them.
  const isMixed = value !== undefined && !span && parseDuration(value) !== undefined;
  const isUnreadable = value !== undefined && !span && !isMixed;
  const error =
    refused !== undefined
      ? say.t(isMixed ? 'duration.wrong.iso' : 'duration.wrong')
      : isUnreadable
        ? say.t('duration.unreadable', { written: stringOf(value) || '?' })
        : undefined;

  const current: Unit = span?.unit ?? unit;
  const isBefore = span ? span.before || (span.count === 0 && before) : before;
  const emit = (change: Partial<Span>): void => {
    const count = change.count ?? span?.count;
    if (change.unit) setUnit(change.unit);
    if (change.before !== undefined) setBefore(change.before);
    if (count === undefined) return;
    const side = signed && (change.before ?? isBefore);
    onChange(writeDuration({ count, unit: change.unit ?? current, before: side }));
  };
  const type = (text: string): void => {
    const count = readCount(text);
    if (text.trim() !== '' && count === undefined) {
      setTyped({ text, over: value });
      return;
    }
    setTyped(undefined);
    if (count === undefined) onChange(undefined);
    else emit({ count });
  };
  const step = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const by = (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1);
    setTyped(undefined);
    emit({ count: Math.max(0, (span?.count ?? 0) + by) });
  };
  const leaveMixed = (): void => {
    if (refused === undefined) return;
    const text = refused.trim();
    const parts = parseDuration(text);
    if (text !== '' && (!parts || (parts.negative && !signed))) return;
    setTyped(undefined);
    if (text !== value) onChange(text || undefined);
  };
  const shown = units.includes(current) ? units : [...units, current];
  const described = [bound['aria-describedby'], error && noteId].filter(Boolean).join(' ');
  const common = {
    id: bound.id,
    'aria-describedby': described || undefined,
    'aria-invalid': error !== undefined ? true : bound['aria-invalid'],
    'aria-label': bound.id ? undefined : label,
    autoComplete: 'off',
    type: 'text',
  } as const;

  return (
    <span className="f-duration" title={stringOf(value) || undefined}>
      {isMixed ? (
        <input
          {...common}
          className="f-input f-mono"
          onBlur={leaveMixed}
          onChange={(event) => setTyped({ text: event.target.value, over: value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') leaveMixed();
          }}
          spellCheck={false}
          value={refused ?? value}
        />
      ) : (
        <>
          <span className="f-number">
            <input
              {...common}
              className="f-input f-input--number"
              inputMode="numeric"
              onChange={(event) => type(event.target.value)}
              onKeyDown={step}
              placeholder={ghost ? String(ghost.count) : undefined}
              value={refused ?? span?.count ?? ''}
            />
          </span>
          <select
            aria-label={say.t('duration.unit', { label })}
            className="f-input f-select"
            onChange={(event) => emit({ unit: shown.find((one) => one === event.target.value) ?? 'day' })}
            value={current}
          >
            {shown.map((one) => (
              <option key={one} value={one}>
                {say.t(`unit.${one}`, { count: span?.count ?? ghost?.count ?? 2 })}
              </option>
            ))}
          </select>
          {signed && (
            <select
              aria-label={say.t('duration.side', { label })}
              className="f-input f-select"
              onChange={(event) => emit({ before: event.target.value === 'before' })}
              value={isBefore ? 'before' : 'after'}
            >
              <option value="before">{say.t('duration.before')}</option>
              <option value="after">{say.t('duration.after')}</option>
            </select>
          )}
        </>
      )}
      {error !== undefined && (
        <span className="f-duration-note" id={noteId}>
          <Note severity="error">{error}</Note>
        </span>
      )}
    </span>
  );
}
