/** The parameters of each kind of step. */

import { LogOut } from 'lucide-react';
import { useState } from 'react';
import type {
  AttributeType,
  Catalogue,
  ExperimentNode,
  Literal,
  Node,
  Path,
  SplitNode,
  SplitPath,
  TaskNode,
  UpdateNode,
  WaitEventNode,
  WaitNode,
} from '../../model/document';
import { WEEKDAYS } from '../../model/document';
import { ConditionField } from '../conditions/ConditionField';
import { blank, cast, typeOfLiteral } from '../conditions/types';
import { ValueInput } from '../conditions/ValueInput';
import { attributeName } from '../conditions/words';
import { Bilingual, TongueSwitch } from '../fields/Bilingual';
import { Chips } from '../fields/Chips';
import { useForms } from '../fields/context';
import { DurationInput } from '../fields/DurationInput';
import { Field, FieldGroup, Note } from '../fields/Field';
import { NumberInput, Segmented, Select, TextInput } from '../fields/inputs';
import { listOf, numberOf, objectOf, stringOf } from '../fields/json';
import { AttributePicker, EventPicker, TimeInput, WeekdaysInput } from '../fields/pickers';
import { Rows } from '../fields/Rows';
import type { PanelProps } from '../panel';
import { TriggerEditor } from '../sheet/TriggerEditor';
import { MessageForm } from './MessageForm';

interface NodeFormProps {
  node: Node;
  index: number;
  panel: PanelProps;
  onTemplate(template: Catalogue['templates'][number]): void;
}

/** What a form of one kind gets: its node, its place, and a setter of one field. */
export interface KindProps<N extends Node> {
  node: N;
  path: Path;
  set(field: string, value: unknown): void;
}

export function NodeForm({ node, index, panel, onTemplate }: NodeFormProps) {
  const path: Path = ['nodes', index];
  const set = (field: string, value: unknown): void => panel.onChange([...path, field], value);
  switch (node.kind) {
    case 'trigger':
      return <TriggerForm panel={panel} />;
    case 'wait':
      return <WaitForm node={node} path={path} replace={(next) => panel.onChange(path, next)} set={set} />;
    case 'wait_event':
      return <WaitEventForm node={node} path={path} set={set} />;
    case 'split':
      return <SplitForm node={node} path={path} set={set} />;
    case 'experiment':
      return <ExperimentForm node={node} path={path} set={set} />;
    case 'message':
      return <MessageForm node={node} onTemplate={onTemplate} panel={panel} path={path} set={set} />;
    case 'task':
      return <TaskForm node={node} path={path} set={set} />;
    case 'update':
      return <UpdateForm node={node} path={path} set={set} />;
    case 'exit':
      return <ExitWords />;
  }
}

function TriggerForm({ panel }: { panel: PanelProps }) {
  const { say } = useForms();
  const { document, onChange } = panel;
  return (
    <>
      <TriggerEditor onChange={(trigger) => onChange(['trigger'], trigger)} trigger={document.trigger} />
      <FieldGroup label={say.t('target.audience')}>
        <ConditionField
          counted
          empty={say.t('target.audience.empty')}
          label={say.t('target.audience')}
          onChange={(audience) => onChange(['audience'], audience)}
          path={['audience']}
          start={say.t('target.audience.start')}
          value={document.audience}
        />
      </FieldGroup>
    </>
  );
}

type WaitMode = 'for' | 'time' | 'date';

function modeOf({ until }: WaitNode): WaitMode {
  if (until === undefined) return 'for';
  return 'attribute' in objectOf(until) ? 'date' : 'time';
}

interface WaitFormProps extends KindProps<WaitNode> {
  replace(node: WaitNode): void;
}

function WaitForm({ node, path, set, replace }: WaitFormProps) {
  const { say } = useForms();
  const mode = modeOf(node);
  const choose = (next: WaitMode): void => {
    const { for: _for, until: _until, if_past: _past, ...bare } = node;
    if (next === 'for') replace({ ...bare, for: 'P2D' });
    else if (next === 'time') replace({ ...bare, until: { time: '09:00' } });
    else replace({ ...bare, until: { attribute: '', offset: '-P1D' } });
  };
  return (
    <>
      <FieldGroup label={say.t('wait.mode')} path={mode === 'for' ? undefined : [...path, 'until']}>
        <Segmented
          label={say.t('wait.mode')}
          onChange={choose}
          options={(['for', 'time', 'date'] as const).map((value) => ({
            value,
            label: say.t(`wait.mode.${value}`),
          }))}
          value={mode}
        />
      </FieldGroup>
      {mode === 'for' && (
        <Field hint={say.t('wait.for.hint')} label={say.t('wait.for')} path={[...path, 'for']}>
          {(bound) => (
            <DurationInput
              {...bound}
              label={say.t('wait.for')}
              onChange={(value) => set('for', value)}
              placeholder="P2D"
              value={node.for}
            />
          )}
        </Field>
      )}
      {mode === 'time' && <UntilTimeForm node={node} path={path} set={set} />}
      {mode === 'date' && <UntilDateForm node={node} path={path} set={set} />}
    </>
  );
}

function UntilTimeForm({ node, set }: KindProps<WaitNode>) {
  const { say } = useForms();
  // A draft may hold anything here.
  const until = objectOf(node.until);
  const time = stringOf(until.time);
  const days = WEEKDAYS.filter((day) => Array.isArray(until.weekdays) && until.weekdays.includes(day));
  return (
    <>
      <Field hint={say.t('wait.time.hint')} label={say.t('wait.time')}>
        {(bound) => (
          <TimeInput
            {...bound}
            onChange={(value) => set('until', { ...until, time: value ?? '09:00' })}
            value={time}
          />
        )}
      </Field>
      <FieldGroup hint={say.t('wait.days.hint')} label={say.t('wait.days')}>
        <WeekdaysInput
          label={say.t('wait.days')}
          onChange={(chosen) => {
            const some = chosen.length > 0 && chosen.length < WEEKDAYS.length;
            set('until', some ? { time, weekdays: chosen } : { time });
          }}
          value={days.length > 0 ? days : WEEKDAYS}
        />
      </FieldGroup>
    </>
  );
}

function UntilDateForm({ node, path, set }: KindProps<WaitNode>) {
  const { say } = useForms();
  const until = objectOf(node.until);
  const attribute = stringOf(until.attribute);
  const offset = until.offset === undefined ? undefined : stringOf(until.offset);
  const put = (next: { attribute: string; offset?: string | undefined }): void =>
    set('until', {
      attribute: next.attribute,
      ...(next.offset === undefined ? {} : { offset: next.offset }),
    });
  return (
    <>
      <Field label={say.t('trigger.date.attribute')}>
        {(bound) => (
          <AttributePicker
            {...bound}
            onChange={(value) => put({ attribute: value, offset })}
            types={['date', 'instant']}
            value={attribute}
          />
        )}
      </Field>
      <Field hint={say.t('trigger.date.offset.hint')} label={say.t('trigger.date.offset')}>
        {(bound) => (
          <DurationInput
            {...bound}
            calendar
            label={say.t('trigger.date.offset')}
            onChange={(value) => put({ attribute, offset: value })}
            placeholder="P0D"
            signed
            value={offset}
          />
        )}
      </Field>
      <Field label={say.t('wait.past')} path={[...path, 'if_past']}>
        {(bound) => (
          <Select
            {...bound}
            onChange={(value) => set('if_past', value === 'go' ? undefined : value)}
            options={(['go', 'skip', 'exit'] as const).map((value) => ({
              value,
              label: say.t(`wait.past.${value}`),
            }))}
            value={node.if_past ?? 'go'}
          />
        )}
      </Field>
    </>
  );
}

function WaitEventForm({ node, path, set }: KindProps<WaitEventNode>) {
  const { say } = useForms();
  return (
    <>
      <Field label={say.t('wait_event.event')} path={[...path, 'event']}>
        {(bound) => (
          <EventPicker
            {...bound}
            onChange={(event) => set('event', event || undefined)}
            value={node.event ?? ''}
          />
        )}
      </Field>
      <FieldGroup label={say.t('trigger.where')}>
        <ConditionField
          empty={say.t('wait_event.where.empty')}
          event={node.event ?? ''}
          label={say.t('trigger.where')}
          onChange={(where) => set('where', where)}
          path={[...path, 'where']}
          start={say.t('did.where.add')}
          value={node.where}
        />
      </FieldGroup>
      <Field
        hint={say.t('wait_event.timeout.hint')}
        label={say.t('wait_event.timeout')}
        path={[...path, 'timeout']}
      >
        {(bound) => (
          <DurationInput
            {...bound}
            label={say.t('wait_event.timeout')}
            onChange={(timeout) => set('timeout', timeout)}
            placeholder="P2D"
            value={node.timeout}
          />
        )}
      </Field>
    </>
  );
}

/** The name as the documents take it: no spaces, nothing but letters, digits and `.-_`. */
export function slug(words: string): string {
  return words
    .trim()
    .replace(/\s+/g, '-')
    .replace(/[^\p{L}\p{N}._-]/gu, '')
    .replace(/^[-.]+/, '')
    .slice(0, 100);
}

/** A name no other way out has: `a`, `b`, … `z`, `path-27`. */
export function freeName(taken: readonly string[]): string {
  for (let code = 97; code <= 122; code += 1) {
    const name = String.fromCharCode(code);
    if (!taken.includes(name)) return name;
  }
  for (let number = 27; ; number += 1) if (!taken.includes(`path-${number}`)) return `path-${number}`;
}

interface PathNameProps {
  value: string;
  others: readonly string[];
  onChange(value: string): void;
}

/** The name of a way out; kept as typed until it is left, since links follow the name. */
function PathName({ value, others, onChange }: PathNameProps) {
  const { say } = useForms();
  const [draft, setDraft] = useState<string>();
  const name = slug(draft ?? value);
  const taken = name !== value && (others.includes(name) || name === 'else');
  const leave = (): void => {
    if (draft !== undefined && name !== '' && name !== value && !taken) onChange(name);
    setDraft(undefined);
  };
  return (
    <Field error={taken ? say.t('path.taken', { name }) : undefined} label={say.t('path.name')}>
      {(bound) => (
        <TextInput
          {...bound}
          onBlur={leave}
          onChange={setDraft}
          onKeyDown={(event) => {
            if (event.key === 'Enter') leave();
            if (event.key === 'Escape' && draft !== undefined) {
              event.stopPropagation();
              setDraft(undefined);
            }
          }}
          value={draft ?? value}
        />
      )}
    </Field>
  );
}

function SplitForm({ node, path, set }: KindProps<SplitNode>) {
  const { say } = useForms();
  const paths = listOf(node.paths);
  return (
    <FieldGroup hint={say.t('split.else')} label={say.t('split.paths')}>
      <Rows
        addWords={say.t('split.add')}
        blank={(): SplitPath => ({ path: freeName(paths.map((one) => one.path)) })}
        items={paths}
        least={1}
        nameOf={(item) => item.path}
        onChange={(items) => set('paths', items)}
        ordered
      >
        {(item, change, index) => (
          <>
            <PathName
              onChange={(name) => change({ ...item, path: name })}
              others={paths.filter((one) => one !== item).map((one) => one.path)}
              value={item.path}
            />
            <FieldGroup label={say.t(index === 0 ? 'split.when.first' : 'split.when')}>
              <ConditionField
                counted
                empty={say.t('split.when.empty')}
                label={say.t('split.when.of', { name: item.path })}
                onChange={(when) => {
                  const { when: _, ...bare } = item;
                  change(when === undefined ? bare : { ...item, when });
                }}
                path={[...path, 'paths', index]}
                start={say.t('split.when.start')}
                value={item.when}
              />
            </FieldGroup>
          </>
        )}
      </Rows>
    </FieldGroup>
  );
}

/** Shares that sum to 100, as equal as whole numbers can be: 34, 33, 33. */
export function evenShares(count: number): number[] {
  const base = Math.floor(100 / count);
  return Array.from({ length: count }, (_, index) => base + (index < 100 - base * count ? 1 : 0));
}

function ExperimentForm({ node, path, set }: KindProps<ExperimentNode>) {
  const { say, findings } = useForms();
  const paths = listOf(node.paths);
  const isReported = findings.some(({ rule, node: id }) => rule === 'shares-sum-to-100' && id === node.id);
  const total = Number(paths.reduce((sum, one) => sum + (numberOf(one.share) ?? 0), 0).toFixed(4));
  const even = (): void => {
    const shares = evenShares(paths.length);
    set(
      'paths',
      paths.map((one, index) => ({ ...one, share: shares[index] ?? 0 })),
    );
  };
  return (
    <FieldGroup hint={say.t('experiment.hint')} label={say.t('experiment.paths')} path={[...path, 'paths']}>
      <Rows
        addWords={say.t('experiment.add')}
        compact
        blank={() => ({
          path: freeName(paths.map((one) => one.path)),
          share: Math.max(0, 100 - total),
        })}
        items={paths}
        least={1}
        nameOf={(item) => item.path}
        onChange={(items) => set('paths', items)}
        ordered
      >
        {(item, change) => (
          <div className="f-columns">
            <PathName
              onChange={(name) => change({ ...item, path: name })}
              others={paths.filter((one) => one !== item).map((one) => one.path)}
              value={item.path}
            />
            <Field label={say.t('experiment.share')}>
              {(bound) => (
                <NumberInput
                  {...bound}
                  digits={2}
                  max={100}
                  min={0}
                  onChange={(share) => change({ ...item, share: share ?? 0 })}
                  suffix="%"
                  value={numberOf(item.share)}
                />
              )}
            </Field>
          </div>
        )}
      </Rows>
      <div className={total === 100 ? 'f-total' : 'f-total f-total--wrong'}>
        <meter
          aria-label={say.t('experiment.total')}
          className="f-meter"
          max={100}
          min={0}
          value={Math.min(100, total)}
        />
        <span>{say.t('experiment.total.words', { total: say.number(total) })}</span>
        {paths.length > 1 && (
          <button className="f-button f-button--ghost" onClick={even} type="button">
            {say.t('experiment.even')}
          </button>
        )}
      </div>
      {total !== 100 && !isReported && <Note severity="error">{say.t('experiment.wrong')}</Note>}
    </FieldGroup>
  );
}

function TaskForm({ node, path, set }: KindProps<TaskNode>) {
  const { say } = useForms();
  return (
    <>
      <div className="f-corner">
        <TongueSwitch />
      </div>
      <Bilingual
        label={say.t('task.label')}
        onChange={(label) => set('label', label)}
        path={[...path, 'label']}
        placeholder={say.t('task.label.placeholder')}
        value={node.label}
      />
      <Field hint={say.t('task.queue.hint')} label={say.t('task.queue')} path={[...path, 'queue']}>
        {(bound) => (
          <TextInput
            {...bound}
            onChange={(queue) => set('queue', queue || undefined)}
            placeholder="call-centre"
            value={node.queue ?? ''}
          />
        )}
      </Field>
      <Field hint={say.t('task.sla.hint')} label={say.t('task.sla')} path={[...path, 'sla']}>
        {(bound) => (
          <DurationInput
            {...bound}
            label={say.t('task.sla')}
            onChange={(sla) => set('sla', sla)}
            placeholder="P2D"
            value={node.sla}
          />
        )}
      </Field>
    </>
  );
}

interface Assignment {
  readonly name: string;
  readonly value: Literal | Literal[];
}

function UpdateForm({ node, path, set }: KindProps<UpdateNode>) {
  const { say, catalogue } = useForms();
  const rows: Assignment[] = Object.entries(objectOf(node.set) as NonNullable<UpdateNode['set']>).map(
    ([name, value]) => ({ name, value }),
  );
  const put = (items: readonly Assignment[]): void =>
    set('set', Object.fromEntries(items.map(({ name, value }) => [name, value])));
  const typeOf = ({ name, value }: Assignment): AttributeType =>
    catalogue.attributes.find((one) => one.name === name)?.type ??
    (Array.isArray(value) ? 'list' : typeOfLiteral(value));
  const free = catalogue.attributes.filter(({ name }) => rows.every((row) => row.name !== name));
  return (
    <FieldGroup hint={say.t('update.hint')} label={say.t('update.set')} path={[...path, 'set']}>
      <Rows
        addWords={say.t('update.add')}
        blank={(): Assignment => {
          const [next] = free;
          return {
            name: next?.name ?? `attribute${rows.length + 1}`,
            value: next?.type === 'list' ? [] : blank(next?.type ?? 'text', next?.values ?? []),
          };
        }}
        empty={say.t('update.empty')}
        items={rows}
        nameOf={({ name }) => attributeName(catalogue, name, say)}
        onChange={put}
      >
        {(row, change) => {
          const known = catalogue.attributes.find((one) => one.name === row.name);
          const type = typeOf(row);
          return (
            <>
              <Field label={say.t('update.attribute')}>
                {(bound) => (
                  <AttributePicker
                    {...bound}
                    onChange={(name) => {
                      if (name === '' || rows.some((one) => one.name === name)) return;
                      const next = catalogue.attributes.find((one) => one.name === name);
                      const to = next?.type ?? 'text';
                      const old = Array.isArray(row.value) ? '' : row.value;
                      change({
                        name,
                        value:
                          to === 'list' ? [] : to === type ? cast(old, to) : blank(to, next?.values ?? []),
                      });
                    }}
                    value={row.name}
                  />
                )}
              </Field>
              <FieldGroup label={say.t('update.value')}>
                {type === 'list' || Array.isArray(row.value) ? (
                  <Chips
                    free
                    label={say.t('update.value')}
                    onChange={(values) => change({ ...row, value: [...values] })}
                    options={listOf(known?.values).map((one) => ({ value: String(one), label: String(one) }))}
                    placeholder={say.t('condition.values')}
                    values={Array.isArray(row.value) ? row.value.map(String) : []}
                  />
                ) : (
                  <ValueInput
                    label={say.t('update.value')}
                    onChange={(value) => change({ ...row, value })}
                    type={type}
                    value={row.value}
                    values={listOf(known?.values)}
                  />
                )}
              </FieldGroup>
            </>
          );
        }}
      </Rows>
    </FieldGroup>
  );
}

function ExitWords() {
  const { say } = useForms();
  return (
    <p className="f-said f-said--icon">
      <LogOut aria-hidden="true" size={14} />
      {say.t('exit.words')}
    </p>
  );
}
