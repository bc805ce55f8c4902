import type { AttributeType, Literal } from '../../model/document';
import { Combobox } from '../fields/Combobox';
import { useForms } from '../fields/context';
import { NumberInput, Select, TextInput } from '../fields/inputs';
import { blank } from './types';

interface ValueInputProps {
  type: AttributeType;
  value: Literal;
  onChange(value: Literal): void;
  values: readonly Literal[];
  label: string;
}

/** One literal of a type, picked from the known values where there are some. */
export function ValueInput({ type, value, onChange, values, label }: ValueInputProps) {
  const { say } = useForms();
  switch (type) {
    case 'number':
      return (
        <NumberInput
          aria-label={label}
          digits={6}
          onChange={(number) => onChange(number ?? blank('number'))}
          value={typeof value === 'number' ? value : undefined}
        />
      );
    case 'boolean':
      return (
        <Select
          aria-label={label}
          onChange={(chosen) => onChange(chosen === 'true')}
          options={[
            { value: 'true', label: say.t('value.yes') },
            { value: 'false', label: say.t('value.no') },
          ]}
          value={typeof value === 'boolean' ? String(value) : ''}
        />
      );
    case 'date':
      return <TextInput aria-label={label} onChange={onChange} type="date" value={String(value)} />;
    case 'instant':
      return <InstantInput label={label} onChange={onChange} value={String(value)} />;
    default:
      if (values.length > 0)
        return (
          <Combobox
            free
            label={label}
            onChange={onChange}
            options={values.map((one) => ({ value: String(one), label: String(one) }))}
            placeholder={say.t('condition.value')}
            value={String(value)}
          />
        );
      return (
        <TextInput
          aria-label={label}
          onChange={onChange}
          placeholder={say.t('condition.value')}
          value={String(value)}
        />
      );
  }
}

/** An instant in UTC, as the documents keep it. */
function InstantInput({
  value,
  onChange,
  label,
}: {
  value: string;
  onChange(value: string): void;
  label: string;
}) {
  const local = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.exec(value)?.[0] ?? '';
  return (
    <span className="f-number">
      <input
        aria-label={`${label} (UTC)`}
        className="f-input"
        onChange={(event) => onChange(event.target.value ? `${event.target.value}:00Z` : '')}
        type="datetime-local"
        value={local}
      />
      <span className="f-suffix">UTC</span>
    </span>
  );
}
