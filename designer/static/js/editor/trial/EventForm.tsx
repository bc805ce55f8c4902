import { Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Json } from '../../model/document';
import { useForms } from '../fields/context';
import { TextInput } from '../fields/inputs';
import { EventPicker } from '../fields/pickers';
import { AttributeValue } from './AttributeValue';
import type { Telling } from './words';

interface EventFormProps {
  /** Fixed where it is known. */
  name?: string | undefined;
  values: Readonly<Record<string, Json>>;
  telling: Telling;
  onFire(name: string, values: Record<string, Json>): void;
  onCancel(): void;
}

/** An event with its properties, ready to happen. */
export function EventForm({ name: fixed, values, telling, onFire, onCancel }: EventFormProps) {
  const { t } = telling;
  const { catalogue } = useForms();
  const [name, setName] = useState(fixed ?? '');
  const [rows, setRows] = useState<readonly [string, Json][]>(() => Object.entries(values));
  const types = catalogue.events.find((event) => event.name === name)?.properties ?? {};
  const left = Object.keys(types).filter((one) => !rows.some(([known]) => known === one));
  const set = (index: number, row: [string, Json]): void =>
    setRows(rows.map((one, at) => (at === index ? row : one)));

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name !== '') onFire(name, Object.fromEntries(rows.filter(([key]) => key !== '')));
  }

  return (
    <form className="tr-event" aria-label={t('fact.event')} onSubmit={submit}>
      {fixed === undefined ? (
        <EventPicker label={t('fact.name')} value={name} onChange={setName} />
      ) : (
        <b>{telling.event(fixed)}</b>
      )}
      {rows.map(([key, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a property not yet named has no name.
        <div className="tr-property" key={index}>
          {types[key] === undefined && !(key in values) ? (
            <TextInput
              aria-label={t('fact.property.name')}
              placeholder={t('fact.property.name')}
              value={key}
              onChange={(next) => set(index, [next, value])}
            />
          ) : (
            <span>{key}</span>
          )}
          <AttributeValue
            name={key}
            type={types[key]}
            label={t('who.value', { attribute: key })}
            value={value}
            onChange={(next) => set(index, [key, next])}
          />
          <button
            type="button"
            className="button plain square small"
            aria-label={t('who.remove', { attribute: key })}
            title={t('who.remove', { attribute: key })}
            onClick={() => setRows(rows.filter((_, at) => at !== index))}
          >
            <X className="icon" aria-hidden="true" />
          </button>
        </div>
      ))}
      <div className="tr-buttons">
        <button type="submit" className="button primary small" disabled={name === ''}>
          {t('fact.fire')}
        </button>
        <button
          type="button"
          className="button small"
          onClick={() => setRows([...rows, [left[0] ?? '', '']])}
        >
          <Plus className="icon" aria-hidden="true" />
          {t('fact.property')}
        </button>
        <button type="button" className="button small" onClick={onCancel}>
          {t('who.cancel')}
        </button>
      </div>
    </form>
  );
}
