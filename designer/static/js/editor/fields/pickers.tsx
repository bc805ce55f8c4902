/** Pickers over the catalogue: events, attributes, segments, channels; and the small time inputs. */

import { type AttributeType, textOf, WEEKDAYS, type Weekday } from '../../model/document';
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
        .map(({ key, name }) => ({ value: key, label: textOf(name, say.locale) || key, key }))}
      placeholder={say.t('picker.scenario')}
    />
  );
}

interface TimeInputProps extends Partial<Bound> {
  value: string;
  onChange(value: string | undefined): void;
}

/** A local time of day, `09:00`. */
export function TimeInput({ value, onChange, ...bound }: TimeInputProps) {
  return (
    <TextInput
      {...bound}
      onChange={(time) => onChange(time.slice(0, 5) || undefined)}
      type="time"
      value={value}
    />
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
