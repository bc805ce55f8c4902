import { X } from 'lucide-react';
import { Combobox, type Suggestion } from './Combobox';
import { useForms } from './context';
import type { Bound } from './Field';

interface ChipsProps extends Partial<Bound> {
  values: readonly string[];
  onChange(values: readonly string[]): void;
  options: readonly Suggestion[];
  free?: boolean | undefined;
  placeholder: string;
  label: string;
}

/** A list of values: each can be taken away, and one more added at the end. */
export function Chips({ values, onChange, options, free, placeholder, label, ...bound }: ChipsProps) {
  const { say } = useForms();
  const add = (value: string): void => {
    if (value && !values.includes(value)) onChange([...values, value]);
  };
  const left = options.filter((option) => !values.includes(option.value));
  return (
    <div className="f-chips">
      {values.map((value) => {
        const name = options.find((option) => option.value === value)?.label ?? value;
        return (
          <span className="f-chip" key={value}>
            {name}
            <button
              aria-label={say.t('chips.remove', { name })}
              className="f-chip-remove"
              onClick={() => onChange(values.filter((one) => one !== value))}
              type="button"
            >
              <X aria-hidden="true" size={12} />
            </button>
          </span>
        );
      })}
      <Combobox
        {...bound}
        free={free}
        label={bound.id ? undefined : label}
        onChange={add}
        options={left}
        placeholder={placeholder}
        value=""
      />
    </div>
  );
}
