import { useState } from 'react';
import type { Path } from '../../model/document';
import { capital } from '../conditions/words';
import { useForms } from '../fields/context';
import { isCron, readCron, type Schedule, writeCron } from '../fields/cron';
import { Field, FieldGroup } from '../fields/Field';
import { NumberInput, Select, TextInput } from '../fields/inputs';
import { TimeInput, WeekdaysInput } from '../fields/pickers';
import { cronWords } from '../fields/spoken';

const KINDS = ['daily', 'weekly', 'monthly', 'hourly', 'custom'] as const;

interface CronEditorProps {
  value: string;
  onChange(value: string): void;
  path: Path;
}

function carried(kind: Schedule['kind'], from: Schedule, text: string): Schedule {
  const time = 'time' in from ? from.time : '09:00';
  switch (kind) {
    case 'hourly':
      return { kind, minute: 0 };
    case 'daily':
      return { kind, time };
    case 'weekly':
      return { kind, time, days: ['mon'] };
    case 'monthly':
      return { kind, time, day: 1 };
    case 'custom':
      return { kind, text };
  }
}

/** A schedule by its usual forms, or by a cron expression for the rest. */
export function CronEditor({ value, onChange, path }: CronEditorProps) {
  const { say } = useForms();
  const [free, setFree] = useState(false);
  const read = readCron(value);
  const schedule: Schedule = free ? { kind: 'custom', text: value } : read;
  const wrong = value !== '' && !isCron(value);
  return (
    <>
      <Field label={say.t('cron.frequency')} path={path}>
        {(bound) => (
          <Select
            {...bound}
            onChange={(chosen) => {
              const kind = KINDS.find((one) => one === chosen) ?? 'custom';
              setFree(kind === 'custom');
              onChange(writeCron(carried(kind, schedule, value)));
            }}
            options={KINDS.map((kind) => ({ value: kind, label: say.t(`cron.kind.${kind}`) }))}
            value={schedule.kind}
          />
        )}
      </Field>
      {schedule.kind === 'weekly' && (
        <FieldGroup label={say.t('cron.days')}>
          <WeekdaysInput
            label={say.t('cron.days')}
            onChange={(days) => {
              if (days.length > 0) onChange(writeCron({ ...schedule, days }));
            }}
            value={schedule.days}
          />
        </FieldGroup>
      )}
      {schedule.kind === 'monthly' && (
        <Field label={say.t('cron.day')} hint={schedule.day > 28 ? say.t('cron.day.hint') : undefined}>
          {(bound) => (
            <NumberInput
              {...bound}
              max={31}
              min={1}
              onChange={(day) => day !== undefined && onChange(writeCron({ ...schedule, day }))}
              value={schedule.day}
            />
          )}
        </Field>
      )}
      {'time' in schedule && (
        <Field label={say.t('cron.time')} hint={say.t('cron.zone')}>
          {(bound) => (
            <TimeInput
              {...bound}
              onChange={(time) => time && onChange(writeCron({ ...schedule, time }))}
              value={schedule.time}
            />
          )}
        </Field>
      )}
      {schedule.kind === 'hourly' && (
        <Field label={say.t('cron.minute')}>
          {(bound) => (
            <NumberInput
              {...bound}
              max={59}
              min={0}
              onChange={(minute) => onChange(writeCron({ ...schedule, minute: minute ?? 0 }))}
              value={schedule.minute}
            />
          )}
        </Field>
      )}
      {schedule.kind === 'custom' && (
        <Field
          error={wrong ? say.t('cron.wrong') : undefined}
          hint={say.t('cron.expression.hint')}
          label={say.t('cron.expression')}
        >
          {(bound) => (
            <TextInput {...bound} mono onChange={onChange} placeholder="0 9 * * MON-FRI" value={value} />
          )}
        </Field>
      )}
      {!wrong && value !== '' && <p className="f-said">{capital(cronWords(say, value))}</p>}
    </>
  );
}
