import { Pencil, Zap } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Json } from '../../model/document';
import { AttributePicker } from '../fields/pickers';
import { AttributeValue } from './AttributeValue';
import { EventForm } from './EventForm';
import { useOpener } from './useOpener';
import type { TrialState } from './useTrial';
import type { Telling } from './words';

/** Any event, and any change of an attribute, at the present instant of the trial. */
export function Facts({ trial, telling }: { trial: TrialState; telling: Telling }) {
  const { t } = telling;
  const [open, setOpen] = useState<'event' | 'change'>();
  const events = useOpener(open === 'event');
  const changes = useOpener(open === 'change');
  const close = (): void => setOpen(undefined);
  if (open === 'event')
    return (
      <EventForm
        values={{}}
        telling={telling}
        onFire={(name, values) => {
          trial.act('event', name, values);
          close();
        }}
        onCancel={close}
      />
    );
  if (open === 'change')
    return (
      <ChangeForm
        trial={trial}
        telling={telling}
        onChange={(values) => {
          trial.act('change', '', values);
          close();
        }}
        onCancel={close}
      />
    );
  return (
    <div className="tr-buttons">
      <button ref={events} type="button" className="button small" onClick={() => setOpen('event')}>
        <Zap className="icon" aria-hidden="true" />
        {t('fact.event')}
      </button>
      <button ref={changes} type="button" className="button small" onClick={() => setOpen('change')}>
        <Pencil className="icon" aria-hidden="true" />
        {t('fact.change')}
      </button>
    </div>
  );
}

interface ChangeFormProps {
  trial: TrialState;
  telling: Telling;
  onChange(values: Record<string, Json>): void;
  onCancel(): void;
}

function ChangeForm({ trial, telling, onChange, onCancel }: ChangeFormProps) {
  const { t } = telling;
  const [name, setName] = useState('');
  const [value, setValue] = useState<Json>('');
  const choose = (next: string): void => {
    setName(next);
    setValue((trial.told?.attributes[next] as Json | undefined) ?? '');
  };
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name !== '') onChange({ [name]: value });
  }
  return (
    <form className="tr-event" aria-label={t('fact.change')} onSubmit={submit}>
      <AttributePicker label={t('fact.attribute')} value={name} onChange={choose} />
      {name !== '' && (
        <AttributeValue name={name} label={t('fact.value')} value={value} onChange={setValue} />
      )}
      <div className="tr-buttons">
        <button type="submit" className="button primary small" disabled={name === ''}>
          {t('fact.apply')}
        </button>
        <button
          type="button"
          className="button small"
          disabled={name === ''}
          onClick={() => onChange({ [name]: null })}
        >
          {t('fact.empty')}
        </button>
        <button type="button" className="button small" onClick={onCancel}>
          {t('who.cancel')}
        </button>
      </div>
    </form>
  );
}
