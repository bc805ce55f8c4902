import { useEffect, useState } from 'react';

interface NumberFieldProps {
  label: string;
  value: number | undefined;
  onChange(value: number | undefined): void;
  unit?: string;
  min?: number;
  max?: number;
  placeholder?: string;
}

/** Without the noise of binary fractions: 7.000000000000001 is typed as 7. */
const typed = (value: number | undefined): string =>
  value === undefined ? '' : String(Math.round(value * 1e6) / 1e6);

/** What a reader typed as a number; nothing where it is none, or out of bounds. */
export function readNumber(text: string, min = 0, max = Number.POSITIVE_INFINITY): number | undefined {
  const value = Number(text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.'));
  return text.trim() !== '' && Number.isFinite(value) && value >= min && value <= max ? value : undefined;
}

const close = (one: number | undefined, other: number | undefined): boolean =>
  one === other || (one !== undefined && other !== undefined && Math.abs(one - other) < 1e-9);

/** A figure with its unit; what is half typed is not yet a value. */
export function NumberField({ label, value, onChange, unit, min = 0, max, placeholder }: NumberFieldProps) {
  const [text, setText] = useState(typed(value));
  useEffect(() => {
    // The text stays as it is typed as long as it says the value: « 7, » is on its way to 7,5.
    setText((now) => (close(readNumber(now, min, max), value) ? now : typed(value)));
  }, [value, min, max]);
  const fault = text.trim() !== '' && readNumber(text, min, max) === undefined;
  return (
    <label className="field">
      <span className="label">{label}</span>
      <span className="mt-unit">
        <input
          className="input"
          inputMode="decimal"
          value={text}
          placeholder={placeholder}
          aria-invalid={fault || undefined}
          onChange={(event) => {
            const next = event.currentTarget.value;
            setText(next);
            const read = readNumber(next, min, max);
            if (read !== undefined || next.trim() === '') onChange(read);
          }}
        />
        {unit && <span aria-hidden="true">{unit}</span>}
      </span>
    </label>
  );
}
