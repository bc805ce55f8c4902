import { useId } from 'react';

interface SegmentsProps<K extends string> {
  label: string;
  value: K;
  choices: readonly { key: K; label: string; title?: string }[];
  onChoose(key: K): void;
}

/** A few choices side by side, of which one holds. */
export function Segments<K extends string>({ label, value, choices, onChoose }: SegmentsProps<K>) {
  const name = useId();
  return (
    <fieldset className="sf-segments">
      <legend className="visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.key} className="sf-segment" title={choice.title ?? choice.label}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            checked={choice.key === value}
            onChange={() => onChoose(choice.key)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
