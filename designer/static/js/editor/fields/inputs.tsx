import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useState } from 'react';
import { useForms } from './context';
import type { Bound } from './Field';
import { useTyping } from './useTyping';

type Binding = Partial<Bound> & { 'aria-label'?: string | undefined };

interface TextInputProps extends Binding {
  value: string;
  onChange(value: string): void;
  placeholder?: string | undefined;
  type?: 'text' | 'date' | undefined;
  mono?: boolean | undefined;
  quiet?: boolean | undefined;
  list?: string | undefined;
  lang?: string | undefined;
  onKeyDown?: ((event: KeyboardEvent<HTMLInputElement>) => void) | undefined;
  onSelect?: (() => void) | undefined;
  onBlur?: (() => void) | undefined;
  ref?: Ref<HTMLInputElement> | undefined;
}

export function TextInput({ value, onChange, mono, quiet, type = 'text', ...rest }: TextInputProps) {
  const look = ['f-input', mono && 'f-mono', quiet && 'f-quiet'].filter(Boolean).join(' ');
  return (
    <input
      {...rest}
      autoComplete="off"
      className={look}
      onChange={(event) => onChange(event.target.value)}
      type={type}
      value={value}
    />
  );
}

interface TextAreaProps extends Binding {
  value: string;
  onChange(value: string): void;
  placeholder?: string | undefined;
  rows?: number | undefined;
  mono?: boolean | undefined;
  quiet?: boolean | undefined;
  lang?: string | undefined;
  onSelect?: (() => void) | undefined;
  onBlur?: (() => void) | undefined;
  ref?: Ref<HTMLTextAreaElement> | undefined;
}

/** A line of words, in which others may type at the same time. */
export function SharedInput({
  value,
  onChange,
  ...rest
}: Omit<TextInputProps, 'ref' | 'onSelect' | 'onBlur'>) {
  return <TextInput {...rest} value={value} {...useTyping<HTMLInputElement>(value, onChange)} />;
}

/** A text that grows with its words. */
export function TextArea({ value, onChange, mono, quiet, rows = 2, ...rest }: TextAreaProps) {
  const tall = rows > 6 ? 'f-area--tall' : rows > 2 && 'f-area--some';
  const look = ['f-input', 'f-area', tall, mono && 'f-mono', quiet && 'f-quiet'].filter(Boolean).join(' ');
  return (
    <textarea
      {...rest}
      className={look}
      onChange={(event) => onChange(event.target.value)}
      rows={rows}
      value={value}
    />
  );
}

/** A text of several lines, in which others may type at the same time. */
export function SharedArea({ value, onChange, ...rest }: Omit<TextAreaProps, 'ref' | 'onSelect' | 'onBlur'>) {
  return <TextArea {...rest} value={value} {...useTyping<HTMLTextAreaElement>(value, onChange)} />;
}

interface NumberInputProps extends Binding {
  value: number | undefined;
  onChange(value: number | undefined): void;
  min?: number | undefined;
  max?: number | undefined;
  /** Digits kept after the decimal point; none by default. */
  digits?: number | undefined;
  placeholder?: string | undefined;
  suffix?: string | undefined;
}

/** Reads a number as people type it, with a comma or a point; undefined for what is none. */
export function readNumber(text: string, digits = 0): number | undefined {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(plain)) return undefined;
  return Number(Number(plain).toFixed(digits));
}

/** A number; what is typed stays as typed until it is left, and only a number reaches the document. */
export function NumberInput({ value, onChange, min, max, digits = 0, suffix, ...rest }: NumberInputProps) {
  const { say } = useForms();
  const [draft, setDraft] = useState<string>();
  const written = value === undefined ? '' : String(value);
  const shown = draft ?? (say.locale === 'fr' ? written.replace('.', ',') : written);
  const clamp = (number: number): number => Math.min(max ?? number, Math.max(min ?? number, number));
  const type = (text: string): void => {
    setDraft(text);
    const number = readNumber(text, digits);
    if (text.trim() === '') onChange(undefined);
    else if (number !== undefined && clamp(number) === number) onChange(number);
  };
  const step = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const by = (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1);
    setDraft(undefined);
    onChange(clamp((value ?? min ?? 0) + by));
  };
  const leave = (): void => {
    const number = readNumber(shown, digits);
    if (number !== undefined && clamp(number) !== number) onChange(clamp(number));
    setDraft(undefined);
  };
  return (
    <span className="f-number">
      <input
        {...rest}
        autoComplete="off"
        className="f-input f-input--number"
        inputMode={digits > 0 ? 'decimal' : 'numeric'}
        onBlur={leave}
        onChange={(event) => type(event.target.value)}
        onKeyDown={step}
        type="text"
        value={shown}
      />
      {suffix && <span className="f-suffix">{suffix}</span>}
    </span>
  );
}

/** A share kept as 0 to 1 and typed as a percentage. */
export function PercentInput({ value, onChange, ...rest }: Omit<NumberInputProps, 'suffix' | 'digits'>) {
  return (
    <NumberInput
      {...rest}
      digits={2}
      max={100}
      min={0}
      onChange={(percent) => onChange(percent === undefined ? undefined : Number((percent / 100).toFixed(6)))}
      suffix="%"
      value={value === undefined ? undefined : Number((value * 100).toFixed(4))}
    />
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface SelectProps extends Binding {
  value: string;
  onChange(value: string): void;
  options: readonly Option[];
  /** Words of the empty choice; without it there is none, unless nothing is chosen yet. */
  empty?: string | undefined;
  className?: string | undefined;
}

/** A closed list; a value it does not know is kept and shown. */
export function Select({ value, onChange, options, empty, className, ...rest }: SelectProps) {
  const known = options.some((option) => option.value === value);
  return (
    <select
      {...rest}
      className={`f-input f-select ${className ?? ''}`}
      onChange={(event) => onChange(event.target.value)}
      value={value}
    >
      {(empty !== undefined || value === '') && <option value="">{empty ?? '—'}</option>}
      {!known && value !== '' && <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface CheckProps {
  label: string;
  hint?: string | undefined;
  checked: boolean;
  onChange(checked: boolean): void;
}

export function Check({ label, hint, checked, onChange }: CheckProps) {
  const id = useId();
  return (
    <div className="f-check">
      <input
        aria-describedby={hint ? `${id}-hint` : undefined}
        checked={checked}
        id={id}
        onChange={(event) => onChange(event.target.checked)}
        type="checkbox"
      />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p className="f-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  onChange(value: T): void;
  options: readonly { readonly value: T; readonly label: string; readonly icon?: ReactNode }[];
}

/** A choice of few, all in sight: radio buttons drawn as one bar. */
export function Segmented<T extends string>({ label, value, onChange, options }: SegmentedProps<T>) {
  const name = useId();
  return (
    <div className="f-segmented" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label className="f-segment" key={option.value}>
          <input
            checked={option.value === value}
            className="f-hidden"
            name={name}
            onChange={() => onChange(option.value)}
            type="radio"
            value={option.value}
          />
          <span>
            {option.icon}
            {option.label}
          </span>
        </label>
      ))}
    </div>
  );
}

/** The value, once it has stayed the same for a while. */
export function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
