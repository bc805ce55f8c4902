/** What has to be there before launch: data, deliverables, effort, and what to do without. */

import { ListPlus } from 'lucide-react';
import { useMemo } from 'react';
import type { DataNeed, Deliverable } from '../../model/document';
import { Graph } from '../../model/graph';
import { Bilingual, withWords, wordsIn } from '../fields/Bilingual';
import { Chips } from '../fields/Chips';
import { Combobox } from '../fields/Combobox';
import { useForms } from '../fields/context';
import { Field } from '../fields/Field';
import { Check, NumberInput, Select, TextInput } from '../fields/inputs';
import { listOf, withMember } from '../fields/json';
import { nameOf } from '../fields/names';
import { Rows } from '../fields/Rows';
import { Wording } from '../stepWords';
import type { PartProps } from './Essentials';
import { contactTimes, undelivered } from './readiness';
import { Section } from './Section';

type ProductionProps = Omit<PartProps, 'missing'>;

const STATUSES = ['todo', 'doing', 'done'] as const;

export function DataSources({ panel, state }: ProductionProps) {
  const { say, catalogue } = useForms();
  const data = listOf(panel.document.sheet?.data);
  const absent = data.filter(({ available }) => available === false).length;
  const names = [...catalogue.events, ...catalogue.attributes].map(({ name, label }) => ({
    value: name,
    label: nameOf(name, label, say),
    key: name,
  }));
  return (
    <Section
      id="sheet-data"
      paths={[['sheet', 'data']]}
      sentence={say.t('data.sentence')}
      state={state}
      summary={[
        data.length > 0 ? say.t('data.count', { count: data.length }) : '',
        absent > 0 ? say.t('data.absent', { count: absent }) : '',
      ]
        .filter(Boolean)
        .join(', ')}
      title={say.t('data')}
    >
      <Rows
        addWords={say.t('data.add')}
        blank={(): DataNeed => ({ name: '', latency: 'realtime', available: true })}
        empty={say.t('data.empty')}
        items={data}
        nameOf={({ name }) => name ?? ''}
        onChange={(items) => panel.onChange(['sheet', 'data'], items.length > 0 ? items : undefined)}
      >
        {(item, change, index) => (
          <>
            <Field label={say.t('data.name')} path={['sheet', 'data', index]}>
              {(bound) => (
                <Combobox
                  {...bound}
                  free
                  onChange={(name) => change({ ...item, name })}
                  options={names}
                  placeholder={say.t('data.name.placeholder')}
                  value={item.name ?? ''}
                />
              )}
            </Field>
            <div className="f-columns">
              <Field label={say.t('data.source')}>
                {(bound) => (
                  <TextInput
                    {...bound}
                    onChange={(source) => change(withMember(item, 'source', source || undefined))}
                    placeholder={say.t('data.source.placeholder')}
                    value={item.source ?? ''}
                  />
                )}
              </Field>
              <Field label={say.t('data.latency')}>
                {(bound) => (
                  <Combobox
                    {...bound}
                    free
                    onChange={(latency) => change(withMember(item, 'latency', latency || undefined))}
                    options={(['realtime', 'PT1H', 'P1D', 'P7D'] as const).map((value) => ({
                      value,
                      label: say.t(`latency.${value}`),
                    }))}
                    value={item.latency ?? ''}
                  />
                )}
              </Field>
            </div>
            <Check
              checked={item.available === true}
              label={say.t('data.available')}
              onChange={(available) => change({ ...item, available })}
            />
          </>
        )}
      </Rows>
    </Section>
  );
}

export function Deliverables({ panel, state }: ProductionProps) {
  const { say, catalogue, tongue } = useForms();
  const { document, onChange } = panel;
  const items = listOf(document.sheet?.deliverables);
  const graph = useMemo(() => new Graph(document), [document]);
  const left = useMemo(() => undelivered(document, contactTimes(graph)), [document, graph]);
  const done = items.filter(({ status }) => status === 'done').length;
  const effort = document.sheet?.effort_days;
  const put = (next: Deliverable[]): void =>
    onChange(['sheet', 'deliverables'], next.length > 0 ? next : undefined);
  const addMessages = (): void => {
    const titles = { fr: new Wording(catalogue, 'fr'), en: new Wording(catalogue, 'en') };
    put([
      ...items,
      ...left.map(
        ({ name, node }): Deliverable => ({
          name: {
            fr: `${name} – ${titles.fr.step(node, document).title}`,
            en: `${name} – ${titles.en.step(node, document).title}`,
          },
          status: 'todo',
        }),
      ),
    ]);
  };
  return (
    <Section
      id="sheet-deliverables"
      paths={[
        ['sheet', 'deliverables'],
        ['sheet', 'effort_days'],
      ]}
      shown={['sheet/effort_days']}
      sentence={say.t('deliverables.sentence')}
      state={state}
      summary={[
        items.length > 0 ? say.t('deliverables.done', { done, count: items.length }) : '',
        effort === undefined ? '' : say.t('effort.words', { count: effort }),
      ]
        .filter(Boolean)
        .join(' · ')}
      title={say.t('deliverables')}
    >
      <Rows
        addWords={say.t('deliverables.add')}
        blank={(): Deliverable => ({ name: '', status: 'todo' })}
        empty={say.t('deliverables.empty')}
        items={items}
        nameOf={({ name }) => say.text(name)}
        onChange={put}
      >
        {(item, change, index) => (
          <>
            <Field label={say.t('deliverables.name')} path={['sheet', 'deliverables', index]}>
              {(bound) => (
                <TextInput
                  {...bound}
                  onChange={(words) => change({ ...item, name: withWords(item.name, tongue, words) ?? '' })}
                  placeholder={say.text(item.name) || say.t('deliverables.name.placeholder')}
                  value={wordsIn(item.name, tongue) || (typeof item.name === 'string' ? item.name : '')}
                />
              )}
            </Field>
            <div className="f-columns">
              <Field label={say.t('deliverables.owner')}>
                {(bound) => (
                  <TextInput
                    {...bound}
                    onChange={(owner) => change(withMember(item, 'owner', owner || undefined))}
                    value={item.owner ?? ''}
                  />
                )}
              </Field>
              <Field label={say.t('deliverables.due')}>
                {(bound) => (
                  <TextInput
                    {...bound}
                    onChange={(due) => change(withMember(item, 'due', due || undefined))}
                    type="date"
                    value={item.due ?? ''}
                  />
                )}
              </Field>
              <Field label={say.t('deliverables.status')}>
                {(bound) => (
                  <Select
                    {...bound}
                    empty="—"
                    onChange={(status) => change(withMember(item, 'status', status || undefined))}
                    options={STATUSES.map((value) => ({ value, label: say.t(`status.${value}`) }))}
                    value={item.status ?? ''}
                  />
                )}
              </Field>
            </div>
          </>
        )}
      </Rows>
      {left.length > 0 && (
        <button className="f-button f-button--ghost" onClick={addMessages} type="button">
          <ListPlus aria-hidden="true" size={14} />
          {say.t('deliverables.derive', { count: left.length })}
        </button>
      )}
      <Field hint={say.t('effort.hint')} label={say.t('effort')} path={['sheet', 'effort_days']}>
        {(bound) => (
          <NumberInput
            {...bound}
            digits={1}
            min={0}
            onChange={(days) => onChange(['sheet', 'effort_days'], days)}
            suffix={say.t('unit.day', { count: effort ?? 2 })}
            value={effort}
          />
        )}
      </Field>
    </Section>
  );
}

export function DegradedMode({ panel, state }: ProductionProps) {
  const { say, catalogue } = useForms();
  const sheet = panel.document.sheet;
  const degraded = sheet?.degraded;
  const missing = listOf(degraded?.missing);
  const set = (key: 'missing' | 'fallback', value: unknown): void => {
    const next = withMember(degraded ?? {}, key, value);
    panel.onChange(['sheet', 'degraded'], Object.keys(next).length > 0 ? next : undefined);
  };
  const needs = listOf(sheet?.data).flatMap(({ name }) => (name ? [name] : []));
  const known = [...catalogue.events, ...catalogue.attributes];
  return (
    <Section
      id="sheet-degraded"
      paths={[['sheet', 'degraded']]}
      sentence={say.t('degraded.sentence')}
      state={state}
      summary={say.text(degraded?.fallback)}
      title={say.t('degraded')}
    >
      <Field label={say.t('degraded.missing')} path={['sheet', 'degraded', 'missing']}>
        {(bound) => (
          <Chips
            {...bound}
            free
            label={say.t('degraded.missing')}
            onChange={(values) => set('missing', values.length > 0 ? [...values] : undefined)}
            options={[...new Set([...needs, ...missing])].map((name) => {
              const found = known.find((one) => one.name === name);
              return { value: name, label: found ? nameOf(name, found.label, say) : name };
            })}
            placeholder={say.t('degraded.missing.add')}
            values={missing}
          />
        )}
      </Field>
      <Bilingual
        label={say.t('degraded.fallback')}
        multiline
        onChange={(value) => set('fallback', value)}
        path={['sheet', 'degraded', 'fallback']}
        placeholder={say.t('degraded.fallback.placeholder')}
        value={degraded?.fallback}
      />
    </Section>
  );
}
