import { useState } from 'react';
import type { Duration } from '../../model/document';
import { parseDuration } from '../../model/duration';
import { useForms } from './context';
import { CALENDAR_UNITS, FIXED_UNITS, readDuration, type Span, type Unit, writeDuration } from './duration';
import type { Bound } from './Field';
import { NumberInput, TextInput } from './inputs';

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

/** A length of time as a number and a unit, with what is written in the document beside it. */
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
  const units: readonly Unit[] = calendar ? [...FIXED_UNITS, ...CALENDAR_UNITS] : FIXED_UNITS;

  if (value !== undefined && !span && parseDuration(value) !== undefined)
    return <TextInput {...bound} mono onChange={(text) => onChange(text || undefined)} value={value} />;

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
  const shown = units.includes(current) ? units : [...units, current];

  return (
    <span className="f-duration">
      <NumberInput
        {...bound}
        aria-label={bound.id ? undefined : label}
        min={0}
        onChange={(count) => (count === undefined ? onChange(undefined) : emit({ count }))}
        placeholder={ghost ? String(ghost.count) : undefined}
        value={span?.count}
      />
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
      <code className="f-iso">{value ?? ''}</code>
    </span>
  );
}
