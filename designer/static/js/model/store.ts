import * as Y from 'yjs';
import type { Scenario } from './document';
import { equal } from './immutable';

type Plain = Record<string, unknown>;

/** Origin of what the user does; only this is undone. */
const LOCAL = Symbol('local');
/** Steps that can be taken back. */
const UNDO_LIMIT = 200;
/** Edits with the same mark nearer than this are one step: typing in one field. Milliseconds. */
const GATHER_FOR = 1000;

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lists of literals (positions, channels, operands) are values of their own: they change as a whole. */
function isShared(value: unknown): value is Plain | unknown[] {
  if (Array.isArray(value)) return value.some((item) => typeof item === 'object' && item !== null);
  return isRecord(value);
}

function toShared(value: unknown): unknown {
  if (!isShared(value)) return value;
  if (Array.isArray(value)) {
    const list = new Y.Array<unknown>();
    list.push(value.map(toShared));
    return list;
  }
  const map = new Y.Map<unknown>();
  for (const [key, field] of Object.entries(value)) if (field !== undefined) map.set(key, toShared(field));
  return map;
}

/** Whether two elements of a list are the same thing, perhaps changed. */
function isSame(a: unknown, b: unknown): boolean {
  if (isRecord(a) && isRecord(b) && typeof a.id === 'string') return a.id === b.id;
  return equal(a, b);
}

function patchMap(target: Y.Map<unknown>, before: Plain, after: Plain): void {
  for (const key of Object.keys(before)) if (after[key] === undefined) target.delete(key);
  for (const [key, value] of Object.entries(after)) {
    if (value === undefined || equal(before[key], value)) continue;
    if (!patch(target.get(key), before[key], value)) target.set(key, toShared(value));
  }
}

function patchList(target: Y.Array<unknown>, before: readonly unknown[], after: readonly unknown[]): void {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && isSame(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < shortest - head && isSame(before[before.length - 1 - tail], after[after.length - 1 - tail])) {
    tail += 1;
  }
  const replace = (index: number, old: unknown, value: unknown): void => {
    if (equal(old, value) || patch(target.get(index), old, value)) return;
    target.delete(index, 1);
    target.insert(index, [toShared(value)]);
  };
  for (let index = 0; index < head; index += 1) replace(index, before[index], after[index]);
  for (let back = 1; back <= tail; back += 1) {
    replace(before.length - back, before[before.length - back], after[after.length - back]);
  }
  const removed = before.length - head - tail;
  const added = after.slice(head, after.length - tail);
  if (removed === added.length) {
    added.forEach((value, index) => {
      replace(head + index, before[head + index], value);
    });
    return;
  }
  if (removed > 0) target.delete(head, removed);
  if (added.length > 0) target.insert(head, added.map(toShared));
}

/** Brings a shared value from one state to another; false where it must be replaced as a whole. */
function patch(target: unknown, before: unknown, after: unknown): boolean {
  if (target instanceof Y.Map && isRecord(before) && isRecord(after)) {
    patchMap(target, before, after);
    return true;
  }
  if (target instanceof Y.Array && Array.isArray(before) && isShared(after) && Array.isArray(after)) {
    patchList(target, before, after);
    return true;
  }
  return false;
}

/**
 * The truth of the editing session: the scenario in a shared document, with undo.
 *
 * A command is a pure function from scenario to scenario; the store writes the difference in one
 * transaction, which is one step to undo. Snapshots share whatever did not change.
 */
export class ScenarioStore {
  private readonly doc = new Y.Doc();
  private readonly root = this.doc.getMap<unknown>('scenario');
  private readonly undoManager = new Y.UndoManager([this.root], {
    trackedOrigins: new Set([LOCAL]),
    captureTimeout: GATHER_FOR,
  });
  private readonly cache = new WeakMap<object, unknown>();
  private readonly listeners = new Set<() => void>();
  private current: Scenario;
  private gathering: string | undefined;

  constructor(scenario: Scenario) {
    this.root.observeDeep((events) => {
      for (const event of events) {
        let type: Y.AbstractType<unknown> | null = event.target as Y.AbstractType<unknown>;
        while (type) {
          this.cache.delete(type);
          type = type.parent as Y.AbstractType<unknown> | null;
        }
      }
    });
    this.doc.on('afterTransaction', () => this.refresh());
    this.undoManager.on('stack-item-added', () => {
      const excess = this.undoManager.undoStack.length - UNDO_LIMIT;
      if (excess > 0) this.undoManager.undoStack.splice(0, excess);
    });
    this.doc.transact(() => patchMap(this.root, {}, scenario as unknown as Plain), 'load');
    this.undoManager.clear();
    this.current = this.read(this.root) as Scenario;
  }

  /** The scenario as it stands; the same object until something changes. */
  readonly snapshot = (): Scenario => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * Runs a command as one undo step; steps with the same `gather` mark close in time are one.
   *
   * Returns whether anything changed.
   */
  change(command: (scenario: Scenario) => Scenario, gather?: string): boolean {
    const before = this.current;
    const after = command(before);
    if (after === before || equal(before, after)) return false;
    if (gather === undefined || gather !== this.gathering) this.undoManager.stopCapturing();
    this.gathering = gather;
    this.doc.transact(
      () => patchMap(this.root, before as unknown as Plain, after as unknown as Plain),
      LOCAL,
    );
    return true;
  }

  get canUndo(): boolean {
    return this.undoManager.undoStack.length > 0;
  }

  get canRedo(): boolean {
    return this.undoManager.redoStack.length > 0;
  }

  undo(): void {
    this.gathering = undefined;
    this.undoManager.undo();
  }

  redo(): void {
    this.gathering = undefined;
    this.undoManager.redo();
  }

  private refresh(): void {
    const next = this.read(this.root) as Scenario;
    if (next === this.current) return;
    this.current = next;
    for (const listener of this.listeners) listener();
  }

  private read(value: unknown): unknown {
    if (!(value instanceof Y.Map) && !(value instanceof Y.Array)) return value;
    const known = this.cache.get(value);
    if (known !== undefined) return known;
    let plain: unknown;
    if (value instanceof Y.Array) plain = value.toArray().map((item) => this.read(item));
    else {
      const record: Plain = {};
      value.forEach((field, key) => {
        record[key] = this.read(field);
      });
      plain = record;
    }
    this.cache.set(value, plain);
    return plain;
  }
}
