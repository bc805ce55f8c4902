/** The rules of the journey: who may enter, before whom it passes, when it ends. */

import type { Entry, Goal, Misfire, Prevails, Priority } from '../../model/document';
import { ConditionField } from '../conditions/ConditionField';
import { capital, eventName, words } from '../conditions/words';
import { useForms } from '../fields/context';
import { DurationInput } from '../fields/DurationInput';
import { Field, FieldGroup } from '../fields/Field';
import type { FormSpeech } from '../fields/formSpeech';
import { Check, NumberInput, Segmented, Select, TextInput } from '../fields/inputs';
import { listOf, withMember } from '../fields/json';
import { EventPicker, ScenarioPicker } from '../fields/pickers';
import { Rows } from '../fields/Rows';
import { durationWords } from '../fields/spoken';
import type { PartProps } from './Essentials';
import { Section } from './Section';

type RuleProps = Omit<PartProps, 'missing'>;

/** A record of the document, or nothing where its last field has gone. */
const kept = <T extends object>(record: T): T | undefined =>
  Object.keys(record).length > 0 ? record : undefined;

function entryWords(entry: Entry, say: FormSpeech): string {
  const parts = [say.t(`entry.reentry.${entry.reentry ?? 'never'}.words`)];
  if (entry.gap && entry.reentry && entry.reentry !== 'never')
    parts.push(say.t('entry.gap.words', { length: durationWords(say, entry.gap) }));
  if (entry.cap)
    parts.push(
      say.t('entry.cap.words', { max: entry.cap.max ?? '…', length: durationWords(say, entry.cap.per) }),
    );
  if (entry.group) parts.push(say.t('entry.group.words', { group: entry.group }));
  if (entry.backfill) parts.push(say.t('entry.backfill.words'));
  return capital(parts.join(', '));
}

export function EntryRules({ panel, state }: RuleProps) {
  const { say } = useForms();
  const entry: Entry = panel.document.entry ?? {};
  const mode = entry.reentry ?? 'never';
  const set = (key: keyof Entry, value: unknown): void =>
    panel.onChange(['entry'], kept(withMember(entry, key, value)));
  return (
    <Section
      id="sheet-entry"
      paths={[['entry']]}
      sentence={say.t('entry.sentence')}
      state={state}
      summary={entryWords(entry, say)}
      title={say.t('entry')}
    >
      <FieldGroup label={say.t('entry.reentry')} path={['entry', 'reentry']}>
        <Segmented
          label={say.t('entry.reentry')}
          onChange={(reentry) => {
            const { gap, ...rest } = entry;
            if (reentry === 'never') panel.onChange(['entry'], { ...rest, reentry });
            else panel.onChange(['entry'], { ...rest, reentry, gap: gap ?? 'P30D' });
          }}
          options={(['never', 'after_exit', 'parallel'] as const).map((value) => ({
            value,
            label: say.t(`entry.reentry.${value}`),
          }))}
          value={mode}
        />
      </FieldGroup>
      {mode !== 'never' && (
        <Field hint={say.t(`entry.gap.hint.${mode}`)} label={say.t('entry.gap')} path={['entry', 'gap']}>
          {(bound) => (
            <DurationInput
              {...bound}
              label={say.t('entry.gap')}
              onChange={(gap) => set('gap', gap)}
              placeholder="P30D"
              value={entry.gap}
            />
          )}
        </Field>
      )}
      <Check
        checked={entry.cap !== undefined}
        label={say.t('entry.cap')}
        onChange={(on) => set('cap', on ? { max: 2, per: 'P365D' } : undefined)}
      />
      {entry.cap !== undefined && (
        <FieldGroup hideLabel label={say.t('entry.cap')} path={['entry', 'cap']}>
          <span className="f-inline">
            <NumberInput
              aria-label={say.t('entry.cap.max')}
              min={1}
              onChange={(max) => set('cap', withMember(entry.cap ?? {}, 'max', max))}
              value={entry.cap.max}
            />
            <span>{say.t('entry.cap.per')}</span>
            <DurationInput
              label={say.t('entry.cap.window')}
              onChange={(per) => set('cap', withMember(entry.cap ?? {}, 'per', per))}
              placeholder="P365D"
              value={entry.cap.per}
            />
          </span>
        </FieldGroup>
      )}
      <Field hint={say.t('entry.group.hint')} label={say.t('entry.group')} path={['entry', 'group']}>
        {(bound) => (
          <TextInput
            {...bound}
            onChange={(group) => set('group', group || undefined)}
            placeholder={say.t('entry.group.placeholder')}
            value={entry.group ?? ''}
          />
        )}
      </Field>
      <Check
        checked={entry.backfill === true}
        hint={say.t('entry.backfill.hint')}
        label={say.t('entry.backfill')}
        onChange={(on) => set('backfill', on || undefined)}
      />
    </Section>
  );
}

const prevailsRecord = (item: Prevails): Exclude<Prevails, string> =>
  typeof item === 'string' ? { scenario: item } : item;

/** The short form where nothing but the scenario is said. */
function prevailsItem(record: Exclude<Prevails, string>): Prevails {
  const { scenario, when, effect } = record;
  if (when !== undefined) return record;
  if (effect !== undefined && effect !== 'entry') return record;
  return scenario ?? '';
}

export function PriorityRules({ panel, state }: RuleProps) {
  const { say, catalogue } = useForms();
  const priority: Priority = panel.document.priority ?? {};
  const value = priority.value ?? 50;
  const category = catalogue.categories.find(({ key }) => key === (priority.class ?? 'commercial'));
  const over = listOf(priority.prevails_over).map(prevailsRecord);
  const set = (key: keyof Priority, next: unknown): void =>
    panel.onChange(['priority'], kept(withMember(priority, key, next)));
  const scenarioName = (key: string | undefined): string => {
    const known = catalogue.scenarios.find((one) => one.key === key);
    return known ? say.text(known.name) || known.key : (key ?? '');
  };
  const names = say.list(
    over.map(({ scenario }) => scenarioName(scenario)),
    'conjunction',
  );
  return (
    <Section
      id="sheet-priority"
      paths={[['priority']]}
      sentence={say.t('priority.sentence')}
      state={state}
      summary={[
        category ? say.text(category.label) : (priority.class ?? ''),
        say.t('priority.value.words', { value: String(value) }),
        names && say.t('priority.over.words', { names }),
      ]
        .filter(Boolean)
        .join(' · ')}
      title={say.t('priority')}
    >
      <Field hint={say.t('priority.class.hint')} label={say.t('priority.class')} path={['priority', 'class']}>
        {(bound) => (
          <Select
            {...bound}
            onChange={(chosen) => set('class', chosen || undefined)}
            options={catalogue.categories.map(({ key, label }) => ({
              value: key,
              label: say.text(label),
            }))}
            value={priority.class ?? 'commercial'}
          />
        )}
      </Field>
      <Field hint={say.t('priority.value.hint')} label={say.t('priority.value')} path={['priority', 'value']}>
        {(bound) => (
          <span className="f-slider">
            <input
              aria-hidden="true"
              max={100}
              min={0}
              onChange={(event) => set('value', Number(event.target.value))}
              step={5}
              tabIndex={-1}
              type="range"
              value={value}
            />
            <NumberInput
              {...bound}
              max={100}
              min={0}
              onChange={(number) => set('value', number)}
              placeholder="50"
              value={priority.value}
            />
          </span>
        )}
      </Field>
      <FieldGroup
        hint={say.t('priority.over.hint')}
        label={say.t('priority.over')}
        path={['priority', 'prevails_over']}
      >
        <Rows
          addWords={say.t('priority.over.add')}
          blank={(): Exclude<Prevails, string> => ({ scenario: '' })}
          items={over}
          nameOf={({ scenario }) => scenarioName(scenario)}
          onChange={(items) => set('prevails_over', items.length > 0 ? items.map(prevailsItem) : undefined)}
        >
          {(item, change) => (
            <>
              <Field label={say.t('priority.over.scenario')}>
                {(bound) => (
                  <ScenarioPicker
                    {...bound}
                    except={panel.document.key}
                    onChange={(scenario) => change({ ...item, scenario })}
                    value={item.scenario ?? ''}
                  />
                )}
              </Field>
              <Field label={say.t('priority.over.effect')}>
                {(bound) => (
                  <Select
                    {...bound}
                    onChange={(effect) =>
                      change(withMember(item, 'effect', effect === 'entry' ? undefined : effect))
                    }
                    options={(['entry', 'order', 'exit'] as const).map((effect) => ({
                      value: effect,
                      label: say.t(`priority.effect.${effect}`),
                    }))}
                    value={item.effect ?? 'entry'}
                  />
                )}
              </Field>
              <FieldGroup label={say.t('priority.over.when')}>
                <ConditionField
                  empty={say.t('priority.over.when.empty')}
                  label={say.t('priority.over.when')}
                  onChange={(when) => change(withMember(item, 'when', when))}
                  start={say.t('priority.over.when.start')}
                  value={item.when}
                />
              </FieldGroup>
            </>
          )}
        </Rows>
      </FieldGroup>
    </Section>
  );
}

export function Ending({ panel, state }: RuleProps) {
  const { say, catalogue } = useForms();
  const { document, onChange } = panel;
  const goal: Goal | undefined = document.goal;
  const set = (key: keyof Goal, value: unknown): void =>
    onChange(['goal'], kept(withMember(goal ?? {}, key, value)));
  const summary = [
    goal?.event && say.t('ending.goal.words', { event: eventName(catalogue, goal.event, say) }),
    document.exit_when && say.t('ending.exit.words', { when: words(document.exit_when, catalogue, say) }),
  ];
  return (
    <Section
      id="sheet-ending"
      paths={[['goal'], ['exit_when']]}
      shown={['exit_when']}
      sentence={say.t('ending.sentence')}
      state={state}
      summary={capital(summary.filter(Boolean).join(' · '))}
      title={say.t('ending')}
    >
      <Field hint={say.t('ending.goal.hint')} label={say.t('ending.goal')} path={['goal', 'event']}>
        {(bound) => (
          <EventPicker
            {...bound}
            onChange={(event) => (event ? set('event', event) : onChange(['goal'], undefined))}
            value={goal?.event ?? ''}
          />
        )}
      </Field>
      {goal !== undefined && (
        <>
          <FieldGroup label={say.t('trigger.where')}>
            <ConditionField
              empty={say.t('ending.goal.where.empty')}
              event={goal.event ?? ''}
              label={say.t('trigger.where')}
              onChange={(where) => set('where', where)}
              path={['goal', 'where']}
              start={say.t('did.where.add')}
              value={goal.where}
            />
          </FieldGroup>
          <Field hint={say.t('ending.within.hint')} label={say.t('ending.within')} path={['goal', 'within']}>
            {(bound) => (
              <DurationInput
                {...bound}
                label={say.t('ending.within')}
                onChange={(within) => set('within', within)}
                value={goal.within}
              />
            )}
          </Field>
          <Check
            checked={goal.stay === true}
            hint={say.t('ending.stay.hint')}
            label={say.t('ending.stay')}
            onChange={(on) => set('stay', on || undefined)}
          />
        </>
      )}
      <FieldGroup hint={say.t('ending.exit.hint')} label={say.t('ending.exit')}>
        <ConditionField
          counted
          empty={say.t('ending.exit.empty')}
          label={say.t('ending.exit')}
          onChange={(condition) => onChange(['exit_when'], condition)}
          path={['exit_when']}
          start={say.t('ending.exit.start')}
          value={document.exit_when}
        />
      </FieldGroup>
    </Section>
  );
}

export function MisfireRules({ panel, state }: RuleProps) {
  const { say } = useForms();
  const misfire: Misfire = panel.document.misfire ?? {};
  const then = misfire.then ?? 'skip';
  const late = misfire.late ?? 'PT2H';
  const set = (key: keyof Misfire, value: unknown): void =>
    panel.onChange(['misfire'], kept(withMember(misfire, key, value)));
  return (
    <Section
      id="sheet-misfire"
      paths={[['misfire']]}
      sentence={say.t('misfire.sentence')}
      state={state}
      summary={say.t(`misfire.words.${then}`, { length: durationWords(say, late) })}
      title={say.t('misfire')}
    >
      <Field hint={say.t('misfire.late.hint')} label={say.t('misfire.late')} path={['misfire', 'late']}>
        {(bound) => (
          <DurationInput
            {...bound}
            label={say.t('misfire.late')}
            onChange={(value) => set('late', value)}
            placeholder="PT2H"
            value={misfire.late}
          />
        )}
      </Field>
      <FieldGroup label={say.t('misfire.then')} path={['misfire', 'then']}>
        <Segmented
          label={say.t('misfire.then')}
          onChange={(value) => set('then', value)}
          options={(['skip', 'send'] as const).map((value) => ({
            value,
            label: say.t(`misfire.then.${value}`),
          }))}
          value={then}
        />
      </FieldGroup>
    </Section>
  );
}
