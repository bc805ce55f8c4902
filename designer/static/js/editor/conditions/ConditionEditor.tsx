import { Plus } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import type { Condition } from '../../model/document';
import { useForms } from '../fields/context';
import { Criterion } from './Criterion';
import { GroupBox } from './GroupBox';
import { at, insert, type Move, move, type Place, read, remove, size, wrap } from './tree';
import { contactFields, eventFields, type Field, fresh } from './types';
import { capital, words } from './words';

export interface ConditionEditorProps {
  value: Condition | undefined;
  onChange(value: Condition | undefined): void;
  /** Name of what the condition decides, for assistive technology. */
  label: string;
  /** With an event, the criteria are on that event's properties. */
  event?: string | undefined;
  /** Words for no condition at all. */
  empty: string;
}

/** What the rows of one editor share. */
export interface Bench {
  readonly root: Condition;
  readonly fields: readonly Field[];
  readonly scope: 'contact' | 'event';
  /** Takes the new tree; the row at the place gets the focus once it is drawn. */
  change(root: Condition | undefined, focus?: Place): void;
}

/** The place as an attribute, to find a row again after the tree has changed. */
export const placeName = (place: Place): string => `p${place.join('-')}`;

/** A condition as rows of criteria and boxes of groups, all of it by real inputs. */
export function ConditionEditor({ value, onChange, label, event, empty }: ConditionEditorProps) {
  const { say, catalogue } = useForms();
  const root = useRef<HTMLDivElement & HTMLFieldSetElement>(null);
  const wanted = useRef<string>(undefined);
  const scope = event === undefined ? 'contact' : 'event';
  const fields = useMemo(
    () => (event === undefined ? contactFields(catalogue) : eventFields(catalogue, event)),
    [catalogue, event],
  );

  useEffect(() => {
    if (wanted.current === undefined) return;
    const row = root.current?.querySelector(`[data-place="${wanted.current}"]`);
    wanted.current = undefined;
    (row ?? root.current)?.querySelector<HTMLElement>('input, select, button')?.focus();
  });

  const change = (next: Condition | undefined, focus?: Place): void => {
    wanted.current = focus ? placeName(focus) : undefined;
    onChange(next);
  };
  const first = (): Condition => {
    const [field] = fields;
    return fresh(field, field?.name ?? '');
  };

  if (value === undefined)
    return (
      <div className="f-cond" ref={root}>
        <p className="f-cond-empty">{empty}</p>
        <button className="f-button f-button--soft" onClick={() => change(first(), [])} type="button">
          <Plus aria-hidden="true" size={14} />
          {say.t('condition.add')}
        </button>
      </div>
    );

  const bench: Bench = { root: value, fields, scope, change };
  const shape = read(value);
  const isGroup = shape.op === 'all' || shape.op === 'any';
  const add = (): void => {
    const parts = isGroup ? shape.parts.length : 1;
    change(insert(value, [], parts, first()), [parts]);
  };
  const addGroup = (): void => {
    const parts = isGroup ? shape.parts.length : 1;
    const op = shape.op === 'any' ? 'all' : 'any';
    const next = insert(value, [], parts, op === 'any' ? { any: [first()] } : { all: [first()] });
    change(next, [parts, 0]);
  };
  return (
    <fieldset aria-label={label} className="f-cond" ref={root}>
      {isGroup ? <GroupBox bench={bench} place={[]} /> : <Node bench={bench} place={[]} join={undefined} />}
      <div className="f-cond-foot">
        <button className="f-button f-button--soft" onClick={add} type="button">
          <Plus aria-hidden="true" size={14} />
          {say.t('condition.add')}
        </button>
        <button className="f-button f-button--ghost" onClick={addGroup} type="button">
          {say.t('condition.add_group')}
        </button>
      </div>
      {scope === 'contact' && <p className="f-cond-words">{capital(words(value, catalogue, say))}</p>}
      {scope === 'contact' && size(value) > 1 && (
        <p className="f-hint f-cond-keys">{say.t('condition.keys')}</p>
      )}
    </fieldset>
  );
}

interface NodeProps {
  bench: Bench;
  place: Place;
  /** Word before the row: none for a condition alone. */
  join: 'first' | 'all' | 'any' | undefined;
}

/** A row or a box, whatever stands at the place; a negation is shown on what it negates. */
export function Node({ bench, place, join }: NodeProps) {
  const shape = read(at(bench.root, place));
  const inner = shape.op === 'not' ? read(shape.part) : shape;
  const negated = shape.op === 'not';
  const own = negated ? [...place, 0] : place;
  const isBox = inner.op === 'all' || inner.op === 'any' || inner.op === 'not';
  return isBox ? (
    <GroupBox bench={bench} join={join} negated={negated} place={own} />
  ) : (
    <Criterion bench={bench} join={join} negated={negated} place={own} />
  );
}

/** The keys of a row: Alt with the arrows moves it, Alt with Delete takes it away, Alt with G groups it. */
export function rowKeys(bench: Bench, place: Place): (event: KeyboardEvent) => void {
  return (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const go = (step: -1 | 1): void => {
      const next: Move = move(bench.root, place, step);
      bench.change(next.root, next.place);
    };
    const acts: Record<string, () => void> = {
      ArrowUp: () => go(-1),
      ArrowDown: () => go(1),
      Delete: () => bench.change(remove(bench.root, place), place.slice(0, -1)),
      Backspace: () => bench.change(remove(bench.root, place), place.slice(0, -1)),
      KeyG: () => bench.change(wrap(bench.root, place, 'any'), [...place, 0]),
    };
    const act = acts[event.code];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}
