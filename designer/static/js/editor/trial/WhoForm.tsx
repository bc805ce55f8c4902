import { Plus, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Api } from '../../api/client';
import type { TrialOut } from '../../api/schema';
import type { Json } from '../../model/document';
import { AttributePicker } from '../fields/pickers';
import { AttributeValue } from './AttributeValue';
import { ContactSearch } from './ContactSearch';
import { instant, wall } from './instants';
import type { Setup } from './useTrial';
import type { Telling } from './words';

interface WhoFormProps {
  api: Api;
  setup: Setup;
  told: TrialOut | undefined;
  telling: Telling;
  onChoose(setup: Setup): void;
  onCancel(): void;
}

/** Another contact, or somebody made up by their attributes, and when the trial starts. */
export function WhoForm({ api, setup, told, telling, onChoose, onCancel }: WhoFormProps) {
  const { t } = telling;
  const zone = told?.zone ?? 'Europe/Paris';
  const [start, setStart] = useState(setup.start ? wall(setup.start, zone) : '');
  const [attributes, setAttributes] = useState<readonly [string, Json][]>(() =>
    Object.entries(setup.attributes),
  );
  const from = start === '' ? undefined : instant(start, zone);
  const set = (index: number, name: string, value: Json): void =>
    setAttributes(attributes.map((row, at) => (at === index ? [name, value] : row)));

  function submit(event: FormEvent): void {
    event.preventDefault();
    onChoose({
      ...setup,
      contact: undefined,
      attributes: Object.fromEntries(attributes.filter(([name]) => name !== '')),
      start: from,
    });
  }

  return (
    <form className="tr-form" aria-label={t('who.change')} onSubmit={submit}>
      <label className="tr-field">
        <span>{t('start.label')}</span>
        <span className="tr-line">
          <input
            className="f-input"
            type="datetime-local"
            value={start}
            onChange={(event) => setStart(event.target.value)}
          />
          <button type="button" className="button small" onClick={() => setStart('')}>
            {t('start.present')}
          </button>
        </span>
      </label>
      <ContactSearch api={api} t={t} onChoose={(contact) => onChoose({ ...setup, contact, start: from })} />
      <fieldset className="tr-made">
        <legend>{t('who.made')}</legend>
        <ul>
          {attributes.map(([name, value], index) => {
            const attribute = telling.attribute(name);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: an attribute not yet chosen has no name.
              <li key={index}>
                <AttributePicker
                  label={t('fact.attribute')}
                  value={name}
                  onChange={(next) => set(index, next, next === name ? value : '')}
                />
                <AttributeValue
                  name={name}
                  label={t('who.value', { attribute })}
                  value={value}
                  onChange={(next) => set(index, name, next)}
                />
                <button
                  type="button"
                  className="button plain square small"
                  aria-label={t('who.remove', { attribute })}
                  title={t('who.remove', { attribute })}
                  onClick={() => setAttributes(attributes.filter((_, at) => at !== index))}
                >
                  <X className="icon" aria-hidden="true" />
                </button>
              </li>
            );
          })}
        </ul>
        <div className="tr-buttons">
          <button
            type="button"
            className="button small"
            onClick={() => setAttributes([...attributes, ['', '']])}
          >
            <Plus className="icon" aria-hidden="true" />
            {t('who.add')}
          </button>
          <button type="submit" className="button primary small">
            {t('who.try')}
          </button>
          <button type="button" className="button small" onClick={onCancel}>
            {t('who.cancel')}
          </button>
        </div>
      </fieldset>
    </form>
  );
}
