import { CircleAlert, Ellipsis, Plus } from 'lucide-react';
import type { AttributeType, Catalogue, Condition, EventCount, Literal } from '../../model/document';
import { Chips } from '../fields/Chips';
import { Combobox, type Suggestion } from '../fields/Combobox';
import { useForms } from '../fields/context';
import { DurationInput } from '../fields/DurationInput';
import type { FormSpeech, FormsKey } from '../fields/formSpeech';
import { NumberInput, Select, TextInput } from '../fields/inputs';
import { withMember } from '../fields/json';
import { Menu } from '../fields/Menu';
import { nameOf } from '../fields/names';
import { type Bench, ConditionEditor, placeName, rowKeys } from './ConditionEditor';
import { at, move, negate, type Place, read, remove, replace, type Shape, wrap, write } from './tree';
import {
  cast,
  criterion,
  eventFields,
  type FieldOperator,
  firstLiteral,
  fresh,
  isFieldShape,
  operatorsFor,
  typeOfLiteral,
  withOperator,
} from './types';
import { ValueInput } from './ValueInput';
import { inSentence, words } from './words';

interface CriterionProps {
  bench: Bench;
  place: Place;
  join: 'first' | 'all' | 'any' | undefined;
  negated: boolean;
}

/** The subject of a criterion as one value of the subject list: `field:city`, `event:order.placed`. */
function subjectOf(shape: Shape): string {
  if (isFieldShape(shape)) return `field:${shape.field}`;
  if (shape.op === 'did' || shape.op === 'not_did') return `event:${shape.count.event ?? ''}`;
  if (shape.op === 'in_segment') return `segment:${shape.segment}`;
  if (shape.op === 'consents') return `consents:${shape.channel}`;
  return '';
}

/** One line: whom or what it is about, how it is compared, with what. */
export function Criterion({ bench, place, join, negated }: CriterionProps) {
  const { say, catalogue } = useForms();
  const condition = at(bench.root, place);
  const shape = read(condition);
  const own = negated ? place.slice(0, -1) : place;
  if (condition === undefined) return null;

  const set = (next: Condition): void => bench.change(replace(bench.root, place, next));
  const go = (step: -1 | 1): void => {
    const next = move(bench.root, own, step);
    bench.change(next.root, next.place);
  };
  const choose = (chosen: string): void => {
    const cut = chosen.indexOf(':');
    const name = chosen.slice(cut + 1);
    set(criterionOn(chosen.slice(0, cut), name, shape, bench, catalogue));
  };
  const subject = subjectOf(shape);

  // Membership reads as "in" or "not in": there the negation is the operator itself.
  const saysNot = shape.op === 'in_segment' || shape.op === 'consents';
  return (
    <fieldset
      aria-label={words(condition, catalogue, say, bench.fields)}
      className="f-crit"
      data-place={placeName(place)}
      onKeyDown={rowKeys(bench, own)}
    >
      <div className="f-crit-line">
        {negated && !saysNot && (
          <button
            className="f-not"
            onClick={() => bench.change(negate(bench.root, own))}
            title={say.t('condition.not.undo')}
            type="button"
          >
            {say.t('condition.not')}
          </button>
        )}
        {shape.op === 'unreadable' ? (
          <span className="f-note f-note--error">
            <CircleAlert aria-hidden="true" size={14} />
            {say.t('words.unreadable')}
          </span>
        ) : (
          <Combobox
            free={unknownSubjects(bench.scope, say)}
            label={say.t('condition.subject')}
            onChange={choose}
            options={subjects(bench, subject, catalogue, say)}
            placeholder={say.t('condition.subject')}
            value={subject === 'field:' || subject === 'event:' ? '' : subject}
          />
        )}
        <Operands bench={bench} negated={negated} own={own} set={set} shape={shape} />
        <Menu
          className="f-crit-menu"
          icon={<Ellipsis aria-hidden="true" size={16} />}
          items={[
            {
              label: say.t(negated ? 'condition.not.undo' : 'condition.not.do'),
              onChoose: () => bench.change(negate(bench.root, own)),
            },
            {
              label: say.t('condition.wrap.any'),
              keys: 'Alt+G',
              onChoose: () => bench.change(wrap(bench.root, own, 'any'), [...own, 0]),
            },
            {
              label: say.t('condition.wrap.all'),
              onChoose: () => bench.change(wrap(bench.root, own, 'all'), [...own, 0]),
            },
            {
              label: say.t('condition.up'),
              keys: 'Alt+↑',
              disabled: join === undefined,
              onChoose: () => go(-1),
            },
            {
              label: say.t('condition.down'),
              keys: 'Alt+↓',
              disabled: join === undefined,
              onChoose: () => go(1),
            },
            {
              label: say.t('condition.remove'),
              keys: say.t('condition.remove.keys'),
              danger: true,
              onChoose: () => bench.change(remove(bench.root, own), own.slice(0, -1)),
            },
          ]}
          label={say.t('condition.menu')}
        />
      </div>
      {(shape.op === 'did' || shape.op === 'not_did') && (
        <Where
          count={shape.count}
          onChange={(where) => set(write({ op: shape.op, count: withMember(shape.count, 'where', where) }))}
        />
      )}
    </fieldset>
  );
}

/** Between an event and its property in the subject list; no name holds a space. */
const OF_EVENT = ' ';

/** The criterion to begin with once its subject is chosen; an event keeps its count and window. */
function criterionOn(kind: string, name: string, old: Shape, bench: Bench, catalogue: Catalogue): Condition {
  if (kind === 'segment') return { in_segment: name };
  if (kind === 'consents') return { consents: name };
  if (kind === 'property') {
    const [event = '', property = ''] = name.split(OF_EVENT);
    const known = eventFields(catalogue, event).find((one) => one.name === property);
    return { did: { event, within: 'P90D', where: fresh(known, property) } };
  }
  if (kind === 'event') {
    if (old.op !== 'did' && old.op !== 'not_did') return { did: { event: name, within: 'P90D' } };
    // The criteria on the old event's properties would mean nothing on another's.
    const { where: _, ...kept } = old.count;
    return write({ op: old.op, count: { ...kept, event: name } });
  }
  const field = bench.fields.find((one) => one.name === name);
  return fresh(field, name);
}

/** All a criterion can be about, grouped; the subject in use is there even where nothing knows it. */
function subjects(
  bench: Bench,
  current: string,
  catalogue: Catalogue,
  say: FormSpeech,
): readonly Suggestion[] {
  const fields = bench.fields.map(({ name, label }) => ({
    value: `field:${name}`,
    label: nameOf(name, label, say),
    key: name,
    group: say.t(bench.scope === 'contact' ? 'subject.attributes' : 'subject.properties'),
  }));
  const others =
    bench.scope === 'event'
      ? []
      : [
          ...catalogue.events.map(({ name, label }) => ({
            value: `event:${name}`,
            label: nameOf(name, label, say),
            key: name,
            group: say.t('subject.events'),
          })),
          ...catalogue.segments.map(({ key, name }) => ({
            value: `segment:${key}`,
            label: say.text(name) || key,
            key,
            group: say.t('subject.segments'),
          })),
          ...catalogue.channels
            .filter(({ key }) => key !== 'meeting')
            .map(({ key, label }) => ({
              value: `consents:${key}`,
              label: say.t('subject.consent', { channel: inSentence(say.text(label) || key) }),
              group: say.t('subject.consents'),
            })),
          ...catalogue.events.flatMap(({ name, label }) =>
            eventFields(catalogue, name).map((field) => ({
              value: `property:${name}${OF_EVENT}${field.name}`,
              label: say.t('subject.event.property', {
                event: nameOf(name, label, say),
                property: inSentence(nameOf(field.name, field.label, say)),
              }),
              group: say.t('subject.event.properties'),
              searched: true,
            })),
          ),
        ];
  const all: readonly Suggestion[] = [...fields, ...others];
  if (current === '' || current === 'field:' || all.some(({ value }) => value === current)) return all;
  return [{ value: current, label: current.slice(current.indexOf(':') + 1) }, ...all];
}

/** What words that match nothing can stand for. */
function unknownSubjects(scope: Bench['scope'], say: FormSpeech): (typed: string) => readonly Suggestion[] {
  return (typed) => [
    { value: `field:${typed}`, label: say.t('subject.new.attribute', { name: typed }) },
    ...(scope === 'contact'
      ? [{ value: `event:${typed}`, label: say.t('subject.new.event', { name: typed }) }]
      : []),
  ];
}

interface OperandsProps {
  bench: Bench;
  shape: Shape;
  own: Place;
  negated: boolean;
  set(next: Condition): void;
}

function Operands({ bench, shape, own, negated, set }: OperandsProps) {
  const { say } = useForms();
  if (shape.op === 'in_segment' || shape.op === 'consents') {
    const stem = shape.op;
    return (
      <Select
        aria-label={say.t('condition.operator')}
        onChange={(chosen) => {
          if ((chosen === 'not') !== negated) bench.change(negate(bench.root, own));
        }}
        options={[
          { value: 'yes', label: say.t(`operator.${stem}`) },
          { value: 'not', label: say.t(`operator.${stem}.not`) },
        ]}
        value={negated ? 'not' : 'yes'}
      />
    );
  }
  if (shape.op === 'did' || shape.op === 'not_did') return <CountOperands set={set} shape={shape} />;
  if (isFieldShape(shape)) return <FieldOperands bench={bench} set={set} shape={shape} />;
  return null;
}

const TYPES = ['text', 'number', 'boolean', 'date', 'instant'] as const;

interface FieldOperandsProps {
  bench: Bench;
  shape: Extract<Shape, { readonly field: string }>;
  set(next: Condition): void;
}

function FieldOperands({ bench, shape, set }: FieldOperandsProps) {
  const { say } = useForms();
  const known = bench.fields.find((field) => field.name === shape.field);
  const literal = firstLiteral(shape);
  const type = known?.type ?? typeOfLiteral(literal);
  const values = known?.values ?? [];
  const item: AttributeType = type === 'list' ? 'text' : type;
  const operatorLabel = (op: FieldOperator): string => {
    const dated = item === 'date' || item === 'instant';
    const key: FormsKey =
      dated && (op === 'gt' || op === 'ge' || op === 'lt' || op === 'le')
        ? `operator.date.${op}`
        : `operator.${op}`;
    return say.t(key);
  };
  return (
    <>
      <Select
        aria-label={say.t('condition.operator')}
        className="f-operator"
        onChange={(op) => set(withOperator(write(shape), op as FieldOperator, item))}
        options={operatorsFor(type, shape.op).map((op) => ({ value: op, label: operatorLabel(op) }))}
        value={shape.op}
      />
      <Values item={item} set={set} shape={shape} values={values} />
      {!known && shape.op !== 'is_set' && shape.op !== 'matches' && shape.field !== '' && (
        <Select
          aria-label={say.t('condition.type')}
          className="f-type"
          onChange={(chosen) => {
            const to = TYPES.find((one) => one === chosen) ?? 'text';
            const op = operatorsFor(to, shape.op).includes(shape.op) ? shape.op : 'eq';
            set(criterion(op, shape.field, to, cast(literal ?? '', to)));
          }}
          options={TYPES.map((one) => ({ value: one, label: say.t(`type.${one}`) }))}
          value={type}
        />
      )}
    </>
  );
}

interface ValuesProps {
  shape: Extract<Shape, { readonly field: string }>;
  item: AttributeType;
  values: readonly Literal[];
  set(next: Condition): void;
}

function Values({ shape, item, values, set }: ValuesProps) {
  const { say } = useForms();
  const label = say.t('condition.value');
  switch (shape.op) {
    case 'is_set':
      return null;
    case 'matches':
      return (
        <TextInput
          aria-label={say.t('condition.pattern')}
          mono
          onChange={(pattern) => set(write({ ...shape, pattern }))}
          placeholder="*@example.com"
          value={shape.pattern}
        />
      );
    case 'in':
      return (
        <Chips
          free
          label={label}
          onChange={(chosen) => set(write({ ...shape, values: chosen.map((one) => cast(one, item)) }))}
          options={values.map((one) => ({ value: String(one), label: String(one) }))}
          placeholder={say.t('condition.values')}
          values={shape.values.map(String)}
        />
      );
    case 'between':
      return (
        <span className="f-between">
          <ValueInput
            label={say.t('condition.low')}
            onChange={(low) => set(write({ ...shape, low }))}
            type={item}
            value={shape.low}
            values={values}
          />
          <span className="f-between-and">{say.t('words.and')}</span>
          <ValueInput
            label={say.t('condition.high')}
            onChange={(high) => set(write({ ...shape, high }))}
            type={item}
            value={shape.high}
            values={values}
          />
        </span>
      );
    default:
      return (
        <ValueInput
          label={label}
          onChange={(value) => set(write({ ...shape, value }))}
          type={item}
          value={shape.value}
          values={values}
        />
      );
  }
}

interface CountOperandsProps {
  shape: Extract<Shape, { readonly op: 'did' | 'not_did' }>;
  set(next: Condition): void;
}

function CountOperands({ shape, set }: CountOperandsProps) {
  const { say } = useForms();
  const { count, op } = shape;
  const with_ = (key: keyof EventCount, value: unknown): void =>
    set(write({ op, count: withMember(count, key, value) }));
  return (
    <>
      <Select
        aria-label={say.t('condition.operator')}
        className="f-operator"
        onChange={(chosen) => set(write({ op: chosen === 'not_did' ? 'not_did' : 'did', count }))}
        options={[
          { value: 'did', label: say.t('operator.did') },
          { value: 'not_did', label: say.t('operator.not_did') },
        ]}
        value={op}
      />
      <span className="f-inline">
        <span>{say.t('did.least')}</span>
        <NumberInput
          aria-label={say.t('did.least.label')}
          min={1}
          onChange={(least) => with_('at_least', least === 1 ? undefined : least)}
          placeholder="1"
          value={count.at_least ?? 1}
        />
        <span>{say.t('did.times', { count: count.at_least ?? 1 })}</span>
      </span>
      <span className="f-inline">
        <Select
          aria-label={say.t('did.window')}
          onChange={(chosen) => with_('within', chosen === 'within' ? 'P90D' : undefined)}
          options={[
            { value: 'within', label: say.t('did.within') },
            { value: 'ever', label: say.t('did.ever') },
          ]}
          value={count.within === undefined ? 'ever' : 'within'}
        />
        {count.within !== undefined && (
          <DurationInput
            calendar
            label={say.t('did.window')}
            onChange={(within) => with_('within', within)}
            value={count.within}
          />
        )}
      </span>
    </>
  );
}

function Where({ count, onChange }: { count: EventCount; onChange(where: Condition | undefined): void }) {
  const { say, catalogue } = useForms();
  const known = catalogue.events.find(({ name }) => name === count.event);
  const [property] = Object.entries(known?.properties ?? {});
  if (count.where === undefined)
    return (
      <button
        className="f-button f-button--ghost f-where-add"
        onClick={() =>
          onChange(
            fresh(
              property && { name: property[0], type: property[1], values: [], label: property[0] },
              property?.[0] ?? '',
            ),
          )
        }
        type="button"
      >
        <Plus aria-hidden="true" size={14} />
        {say.t('did.where.add')}
      </button>
    );
  return (
    <div className="f-where">
      <span className="f-where-word">{say.t('did.where')}</span>
      <ConditionEditor
        empty=""
        event={count.event ?? ''}
        label={say.t('did.where')}
        onChange={onChange}
        value={count.where}
      />
    </div>
  );
}
