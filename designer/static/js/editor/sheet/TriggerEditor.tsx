import { Calendar, Hand, Moon, Repeat, Users, Zap } from 'lucide-react';
import { useId } from 'react';
import {
  type DateTrigger,
  type EntersTrigger,
  type EventTrigger,
  type InactivityTrigger,
  type ScheduleTrigger,
  TRIGGER_KINDS,
  type Trigger,
  type TriggerKind,
} from '../../model/document';
import { ConditionField } from '../conditions/ConditionField';
import { useForms } from '../fields/context';
import { DurationInput } from '../fields/DurationInput';
import { Field, FieldGroup } from '../fields/Field';
import { NumberInput, Segmented } from '../fields/inputs';
import { withMember } from '../fields/json';
import { AttributePicker, EventPicker, TimeInput } from '../fields/pickers';
import { CronEditor } from './CronEditor';

const ICONS = {
  event: Zap,
  enters: Users,
  date: Calendar,
  inactivity: Moon,
  schedule: Repeat,
  manual: Hand,
} as const;

/** What a trigger of a kind starts from. */
export function blankTrigger(kind: TriggerKind): Trigger {
  switch (kind) {
    case 'enters':
      return { kind, every: 'PT1H' };
    case 'date':
      return { kind, offset: 'PT0M', at: '09:00', repeat: 'yearly' };
    case 'inactivity':
      return { kind, after: 'P180D' };
    case 'schedule':
      return { kind, cron: '0 9 * * MON' };
    default:
      return { kind };
  }
}

interface TriggerEditorProps {
  trigger: Trigger | undefined;
  onChange(trigger: Trigger): void;
}

/** What makes a contact enter: the kind, then its own parameters. */
export function TriggerEditor({ trigger, onChange }: TriggerEditorProps) {
  const { say, catalogue } = useForms();
  const name = useId();
  const choose = (kind: TriggerKind): void => {
    if (kind === trigger?.kind) return;
    const next = blankTrigger(kind);
    // An event already named is kept where the new kind speaks of one too.
    const event = trigger && 'event' in trigger ? trigger.event : undefined;
    onChange(event && (next.kind === 'event' || next.kind === 'inactivity') ? { ...next, event } : next);
  };
  return (
    <div className="f-trigger">
      <div aria-label={say.t('trigger.kind')} className="f-kinds" role="radiogroup">
        {TRIGGER_KINDS.map((kind) => {
          const Icon = ICONS[kind];
          const known = catalogue.triggers.find((entry) => entry.kind === kind);
          return (
            <label className="f-kind" key={kind}>
              <input
                checked={trigger?.kind === kind}
                className="f-hidden"
                name={name}
                onChange={() => choose(kind)}
                type="radio"
                value={kind}
              />
              <span className="f-kind-face">
                <Icon aria-hidden="true" size={16} />
                <span>{known ? say.text(known.label) : say.t(`trigger.kind.${kind}`)}</span>
              </span>
            </label>
          );
        })}
      </div>
      {trigger && <Parameters onChange={onChange} trigger={trigger} />}
    </div>
  );
}

function Parameters({ trigger, onChange }: { trigger: Trigger; onChange(trigger: Trigger): void }) {
  const { say } = useForms();
  switch (trigger.kind) {
    case 'event':
      return <EventForm onChange={onChange} trigger={trigger} />;
    case 'enters':
      return <EntersForm onChange={onChange} trigger={trigger} />;
    case 'date':
      return <DateForm onChange={onChange} trigger={trigger} />;
    case 'inactivity':
      return <InactivityForm onChange={onChange} trigger={trigger} />;
    case 'schedule':
      return <ScheduleForm onChange={onChange} trigger={trigger} />;
    default:
      return <p className="f-hint">{say.t('trigger.manual.hint')}</p>;
  }
}

interface FormProps<T extends Trigger> {
  trigger: T;
  onChange(trigger: Trigger): void;
}

function EventForm({ trigger, onChange }: FormProps<EventTrigger>) {
  const { say } = useForms();
  return (
    <>
      <Field label={say.t('trigger.event')} path={['trigger', 'event']}>
        {(bound) => (
          <EventPicker
            {...bound}
            onChange={(event) => onChange(withMember(trigger, 'event', event || undefined))}
            value={trigger.event ?? ''}
          />
        )}
      </Field>
      <FieldGroup label={say.t('trigger.where')} path={['trigger', 'where']}>
        <ConditionField
          empty={say.t('trigger.where.empty')}
          start={say.t('did.where.add')}
          event={trigger.event ?? ''}
          label={say.t('trigger.where')}
          onChange={(where) => onChange(withMember(trigger, 'where', where))}
          value={trigger.where}
        />
      </FieldGroup>
    </>
  );
}

function EntersForm({ trigger, onChange }: FormProps<EntersTrigger>) {
  const { say } = useForms();
  return (
    <>
      <FieldGroup
        hint={say.t('trigger.enters.hint')}
        label={say.t('trigger.enters.condition')}
        path={['trigger', 'condition']}
      >
        <ConditionField
          counted
          empty={say.t('trigger.enters.empty')}
          start={say.t('split.when.start')}
          label={say.t('trigger.enters.condition')}
          onChange={(condition) => onChange(withMember(trigger, 'condition', condition))}
          value={trigger.condition}
        />
      </FieldGroup>
      <Field label={say.t('trigger.enters.every')} path={['trigger', 'every']}>
        {(bound) => (
          <DurationInput
            {...bound}
            label={say.t('trigger.enters.every')}
            onChange={(every) => onChange(withMember(trigger, 'every', every))}
            placeholder="PT1H"
            value={trigger.every}
          />
        )}
      </Field>
    </>
  );
}

function DateForm({ trigger, onChange }: FormProps<DateTrigger>) {
  const { say } = useForms();
  return (
    <>
      <Field label={say.t('trigger.date.attribute')} path={['trigger', 'attribute']}>
        {(bound) => (
          <AttributePicker
            {...bound}
            onChange={(attribute) => onChange(withMember(trigger, 'attribute', attribute || undefined))}
            types={['date', 'instant']}
            value={trigger.attribute ?? ''}
          />
        )}
      </Field>
      <Field
        hint={say.t('trigger.date.offset.hint')}
        label={say.t('trigger.date.offset')}
        path={['trigger', 'offset']}
      >
        {(bound) => (
          <DurationInput
            {...bound}
            calendar
            label={say.t('trigger.date.offset')}
            onChange={(offset) => onChange(withMember(trigger, 'offset', offset))}
            placeholder="P0D"
            signed
            value={trigger.offset}
          />
        )}
      </Field>
      <Field label={say.t('trigger.date.time')} path={['trigger', 'at']}>
        {(bound) => (
          <TimeInput
            {...bound}
            onChange={(at) => onChange(withMember(trigger, 'at', at))}
            value={trigger.at ?? ''}
          />
        )}
      </Field>
      <FieldGroup label={say.t('trigger.date.repeat')} path={['trigger', 'repeat']}>
        <Segmented
          label={say.t('trigger.date.repeat')}
          onChange={(repeat) => onChange({ ...trigger, repeat })}
          options={[
            { value: 'yearly', label: say.t('trigger.date.repeat.yearly') },
            { value: 'never', label: say.t('trigger.date.repeat.never') },
          ]}
          value={trigger.repeat ?? 'never'}
        />
      </FieldGroup>
    </>
  );
}

function InactivityForm({ trigger, onChange }: FormProps<InactivityTrigger>) {
  const { say } = useForms();
  const rhythm = trigger.own_rhythm;
  const mode = rhythm === undefined ? 'after' : 'rhythm';
  const { after: _after, own_rhythm: _rhythm, ...bare } = trigger;
  return (
    <>
      <Field label={say.t('trigger.inactivity.event')} path={['trigger', 'event']}>
        {(bound) => (
          <EventPicker
            {...bound}
            onChange={(event) => onChange(withMember(trigger, 'event', event || undefined))}
            value={trigger.event ?? ''}
          />
        )}
      </Field>
      <FieldGroup label={say.t('trigger.inactivity.measure')}>
        <Segmented
          label={say.t('trigger.inactivity.measure')}
          onChange={(chosen) =>
            onChange(
              chosen === 'after'
                ? { ...bare, after: 'P180D' }
                : { ...bare, own_rhythm: { factor: 1, lead: 'P7D', min_events: 3 } },
            )
          }
          options={[
            { value: 'after', label: say.t('trigger.inactivity.fixed') },
            { value: 'rhythm', label: say.t('trigger.inactivity.own') },
          ]}
          value={mode}
        />
      </FieldGroup>
      {rhythm === undefined ? (
        <Field
          hint={say.t('trigger.inactivity.hint')}
          label={say.t('trigger.inactivity.after')}
          path={['trigger', 'after']}
        >
          {(bound) => (
            <DurationInput
              {...bound}
              calendar
              label={say.t('trigger.inactivity.after')}
              onChange={(after) => onChange(withMember(trigger, 'after', after))}
              value={trigger.after}
            />
          )}
        </Field>
      ) : (
        <RhythmForm onChange={(next) => onChange({ ...trigger, own_rhythm: next })} rhythm={rhythm} />
      )}
    </>
  );
}

type Rhythm = NonNullable<InactivityTrigger['own_rhythm']>;

function RhythmForm({ rhythm, onChange }: { rhythm: Rhythm; onChange(rhythm: Rhythm): void }) {
  const { say } = useForms();
  return (
    <>
      <p className="f-hint">{say.t('trigger.rhythm.hint')}</p>
      <Field label={say.t('trigger.rhythm.factor.label')} path={['trigger', 'own_rhythm', 'factor']}>
        {(bound) => (
          <NumberInput
            {...bound}
            digits={2}
            min={0.1}
            onChange={(factor) => onChange(withMember(rhythm, 'factor', factor))}
            placeholder="1"
            suffix={say.t('trigger.rhythm.factor.suffix')}
            value={rhythm.factor}
          />
        )}
      </Field>
      <Field label={say.t('trigger.rhythm.lead.label')} path={['trigger', 'own_rhythm', 'lead']}>
        {(bound) => (
          <DurationInput
            {...bound}
            label={say.t('trigger.rhythm.lead.label')}
            onChange={(lead) => onChange(withMember(rhythm, 'lead', lead))}
            placeholder="P7D"
            value={rhythm.lead}
          />
        )}
      </Field>
      <Field label={say.t('trigger.rhythm.least.label')} path={['trigger', 'own_rhythm', 'min_events']}>
        {(bound) => (
          <NumberInput
            {...bound}
            min={2}
            onChange={(least) => onChange(withMember(rhythm, 'min_events', least))}
            placeholder="3"
            suffix={say.t('trigger.rhythm.least.suffix')}
            value={rhythm.min_events}
          />
        )}
      </Field>
    </>
  );
}

function ScheduleForm({ trigger, onChange }: FormProps<ScheduleTrigger>) {
  return (
    <CronEditor
      onChange={(cron) => onChange({ ...trigger, cron })}
      path={['trigger', 'cron']}
      value={trigger.cron ?? ''}
    />
  );
}
