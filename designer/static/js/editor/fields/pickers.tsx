/** Pickers over the catalogue: events, attributes, segments, channels; and the small time inputs. */

import { useState } from 'react';
import { type AttributeType, WEEKDAYS, type Weekday } from '../../model/document';
import { Combobox } from './Combobox';
import { useForms } from './context';
import type { Bound } from './Field';
import { TextInput } from './inputs';
import { nameOf } from './names';

interface PickerProps extends Partial<Bound> {
  value: string;
  onChange(value: string): void;
  label?: string | undefined;
}

export function EventPicker(props: PickerProps) {
  const { say, catalogue } = useForms();
  return (
    <Combobox
      {...props}
      free
      options={catalogue.events.map(({ name, label }) => ({
        value: name,
        label: nameOf(name, label, say),
        key: name,
      }))}
      placeholder={say.t('picker.event')}
    />
  );
}

interface AttributePickerProps extends PickerProps {
  types?: readonly AttributeType[] | undefined;
}

export function AttributePicker({ types, ...props }: AttributePickerProps) {
  const { say, catalogue } = useForms();
  return (
    <Combobox
      {...props}
      free
      options={catalogue.attributes
        .filter(({ type }) => types === undefined || types.includes(type))
        .map(({ name, label }) => ({ value: name, label: nameOf(name, label, say), key: name }))}
      placeholder={say.t('picker.attribute')}
    />
  );
}

export function ScenarioPicker({ except, ...props }: PickerProps & { except: string }) {
  const { say, catalogue } = useForms();
  return (
    <Combobox
      {...props}
      free
      options={catalogue.scenarios
        .filter(({ key }) => key !== except)
        .map(({ key, name }) => ({ value: key, label: say.text(name) || key, key }))}
      placeholder={say.t('picker.scenario')}
    />
  );
}

interface TimeInputProps extends Partial<Bound> {
  value: string;
  onChange(value: string | undefined): void;
}

/** A time of day as people type it (`9`, `9h30`, `09:30`, `0930`) as the documents write it, or undefined. */
export function readTime(text: string): string | undefined {
  const found = /^\s*(\d{1,2})\s*(?:[:h.]\s*(\d{2})?|(\d{2}))?\s*$/i.exec(text);
  const hour = Number(found?.[1]);
  const minute = Number(found?.[2] ?? found?.[3] ?? 0);
  if (!found || hour > 23 || minute > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/**
 * A local time of day, `09:00`.
 *
 * Not the browser's own input, which follows the language of the browser rather than of the page.
 */
export function TimeInput({ value, onChange, ...bound }: TimeInputProps) {
  const { say } = useForms();
  const [draft, setDraft] = useState<string>();
  const type = (text: string): void => {
    setDraft(text);
    const time = readTime(text);
    // "1" may be the beginning of "14:00": what is short waits until the field is left.
    if (time && text.trim().length >= 4 && time !== value) onChange(time);
  };
  const leave = (): void => {
    if (draft === undefined) return;
    const time = readTime(draft);
    if (draft.trim() === '') onChange(undefined);
    else if (time && time !== value) onChange(time);
    setDraft(undefined);
  };
  return (
    <span className="f-clock">
      <TextInput
        {...bound}
        aria-invalid={draft !== undefined && draft !== '' && !readTime(draft) ? true : bound['aria-invalid']}
        onBlur={leave}
        onChange={type}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leave();
        }}
        placeholder={say.t('time.placeholder')}
        value={draft ?? value}
      />
    </span>
  );
}

interface WeekdaysInputProps {
  value: readonly Weekday[];
  onChange(value: Weekday[]): void;
  label: string;
}

/** The days of the week as seven toggles. */
export function WeekdaysInput({ value, onChange, label }: WeekdaysInputProps) {
  const { say } = useForms();
  return (
    <fieldset aria-label={label} className="f-days">
      {WEEKDAYS.map((day) => (
        <button
          aria-label={say.t(`weekday.${day}.long`)}
          aria-pressed={value.includes(day)}
          className="f-day"
          key={day}
          onClick={() =>
            onChange(WEEKDAYS.filter((one) => (one === day ? !value.includes(day) : value.includes(one))))
          }
          type="button"
        >
          {say.t(`weekday.${day}.short`)}
        </button>
      ))}
    </fieldset>
  );
}
