/**
 * A scenario as registers: one value a field, each under a key that names its place.
 *
 * People who draw at the same time then meet field by field: different fields never touch each other, and of
 * one field the last value stays whole. Elements of lists have a name of their own (`@…`) that no document
 * shows, so that they keep their fields when others come, go or move; the value under that name is their
 * place in the list. A condition is one statement, and one value. The server reads and writes the same in
 * `store/registers.py`.
 */

import type * as Y from 'yjs';
import { sourceOf } from './doubles';
import { equal } from './immutable';
import { between } from './order';

type Plain = Record<string, unknown>;
export type Shape = 'records' | 'names';

/** Lists whose elements people change one by one; `@` is any element. Every other list is one value. */
export const LISTS: Readonly<Record<string, Shape>> = {
  nodes: 'records',
  'nodes/@/paths': 'records',
  edges: 'records',
  notes: 'records',
  groups: 'records',
  'groups/@/nodes': 'names',
  placed: 'names',
  'sheet/kpis': 'records',
  'sheet/data': 'records',
  'sheet/deliverables': 'records',
};
/** The field without which an element is none: what others still changed of one that was taken away. */
const MAKES: Readonly<Record<string, string>> = {
  nodes: 'id',
  'nodes/@/paths': 'path',
  edges: 'from',
  notes: 'id',
  groups: 'id',
};
const LINE = 'edges/@';
const STEP = 'nodes/@';
const STEP_ID = `${STEP}/id`;
/** Fields that hold a condition. */
export const WHOLE: ReadonlySet<string> = new Set(['audience', 'exit_when', 'where', 'when', 'condition']);

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const escaped = (name: string): string =>
  name.replaceAll('%', '%25').replaceAll('/', '%2F').replace(/^@/, '%40');
const unescaped = (part: string): string =>
  part.replace(/^%40/, '@').replaceAll('%2F', '/').replaceAll('%25', '%');

/** How a value is kept: as one value, or its parts under keys of their own. */
function shapeOf(value: unknown, pattern: string, name: string): Shape | 'fields' | 'value' {
  if (Array.isArray(value)) {
    const shape = LISTS[pattern];
    if (value.length === 0 || shape === undefined) return 'value';
    if (shape === 'records') {
      const makes = MAKES[pattern];
      const fit = (item: unknown): boolean =>
        isRecord(item) && (makes === undefined || typeof item[makes] === 'string');
      return value.every(fit) ? shape : 'value';
    }
    const words = value.every((item) => typeof item === 'string' && item !== '');
    return words && new Set(value).size === value.length ? shape : 'value';
  }
  if (!isRecord(value) || WHOLE.has(name) || LISTS[pattern] !== undefined) return 'value';
  return Object.values(value).some((field) => field !== undefined) ? 'fields' : 'value';
}

/** What two elements of a list must share to be the same one, perhaps changed. */
export function identityOf(element: unknown): string | undefined {
  if (!isRecord(element)) return typeof element === 'string' ? element : undefined;
  if (typeof element.id === 'string') return element.id;
  if (typeof element.from === 'string') return `${element.from}|${String(element.path ?? '')}`;
  for (const name of ['path', 'metric', 'name'] as const) {
    const value = element[name];
    if (typeof value === 'string') return value;
    if (isRecord(value)) return JSON.stringify(value);
  }
  return undefined;
}

/**
 * For each element of `after` the index of the element of `before` it comes from, or -1: the same object,
 * then an equal one, then one of the same identity, then the one that stood in the same place.
 */
export function matched(before: readonly unknown[], after: readonly unknown[]): number[] {
  const found = after.map(() => -1);
  const taken = new Set<number>();
  const claim = (keyOf: (element: unknown) => unknown): void => {
    const places = new Map<unknown, number[]>();
    before.forEach((element, index) => {
      const key = taken.has(index) ? undefined : keyOf(element);
      if (key !== undefined) places.set(key, [...(places.get(key) ?? []), index]);
    });
    after.forEach((element, index) => {
      if (found[index] !== -1) return;
      const key = keyOf(element);
      const place = key === undefined ? undefined : places.get(key)?.shift();
      if (place === undefined) return;
      found[index] = place;
      taken.add(place);
    });
  };
  claim((element) => (isRecord(element) ? sourceOf(element) : element));
  claim(identityOf);
  // A way that was given another name, and its line, are still those between their neighbours.
  after.forEach((element, index) => {
    if (found[index] !== -1 || !isRecord(element) || typeof element.id === 'string') return;
    const left = index === 0 ? 0 : (found[index - 1] as number) + 1;
    const old = before[left];
    if (taken.has(left) || !isRecord(old) || (index > 0 && left === 0)) return;
    if (typeof element.from === 'string' && (element.from !== old.from || element.to !== old.to)) return;
    found[index] = left;
    taken.add(left);
  });
  return found;
}

/** One place of the document: its value, or the parts below it. */
class Branch {
  readonly key: string;
  readonly pattern: string;
  readonly parts = new Map<string, Branch>();
  /** Of an element of a list: its place there. */
  value: unknown;
  /** Of a list: the names of its elements, in the order of the list that was read. */
  names: string[] = [];
  private read: unknown;
  private stale = true;

  constructor(key: string, pattern: string) {
    this.key = key;
    this.pattern = pattern;
  }

  child(part: string): Branch {
    const known = this.parts.get(part);
    if (known) return known;
    const step = part.startsWith('@') ? '@' : part;
    const made = new Branch(below(this.key, part), below(this.pattern, step));
    this.parts.set(part, made);
    return made;
  }

  soil(): void {
    this.stale = true;
  }

  /** The JSON below; what has not changed is the same object as before. */
  json(): unknown {
    if (this.stale) {
      this.stale = false;
      this.read = this.compose();
    }
    return this.read;
  }

  private compose(): unknown {
    const shape = LISTS[this.pattern];
    if (shape === undefined) {
      const fields = this.fields();
      if (this.pattern.endsWith('@')) return fields ?? {};
      return fields ?? this.value;
    }
    // What is left of an element that somebody took away is no element.
    const makes = MAKES[this.pattern];
    const alive = [...this.parts].filter(
      ([, part]) => typeof part.value === 'string' && (makes === undefined || part.parts.has(makes)),
    );
    alive.sort(([a, one], [b, other]) => compare(one.value, other.value) || compare(a, b));
    this.names = alive.map(([name]) => name);
    if (alive.length === 0) return this.value;
    return alive.map(([name, part]) => (shape === 'names' ? unescaped(name.slice(1)) : part.json()));
  }

  private fields(): Plain | undefined {
    const record: Plain = {};
    let some = false;
    for (const [name, part] of this.parts) {
      const value = part.json();
      if (value === undefined) continue;
      record[unescaped(name)] = value;
      some = true;
    }
    return some ? record : undefined;
  }
}

const below = (path: string, part: string): string => (path === '' ? part : `${path}/${part}`);

function compare(a: unknown, b: unknown): number {
  const [x, y] = [String(a), String(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The longest run of elements that already stand in their order; the others are those that moved. */
function steady(from: readonly number[]): Set<number> {
  const tails: number[] = [];
  const previous = from.map(() => -1);
  from.forEach((place, at) => {
    if (place < 0) return;
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((from[tails[middle] as number] as number) < place) low = middle + 1;
      else high = middle;
    }
    previous[at] = low === 0 ? -1 : (tails[low - 1] as number);
    tails[low] = at;
  });
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at] as number) kept.add(at);
  return kept;
}

export class Registers {
  private readonly map: Y.Map<unknown>;
  private readonly root = new Branch('', '');
  /** Begins the names of the elements made here. */
  private readonly maker: string;
  private made = 0;
  /** The names of steps that were taken away, by the ids they had. */
  private readonly former = new Map<string, string>();

  constructor(map: Y.Map<unknown>, maker: string) {
    this.map = map;
    this.maker = maker;
    map.forEach((value, key) => {
      this.note(key, value);
    });
    map.observe((event) => {
      for (const key of event.keysChanged) this.note(key, map.get(key));
    });
  }

  /** The document; what has not changed since it was last read is the same object. */
  read(): Plain {
    const read = this.root.json();
    return isRecord(read) ? read : {};
  }

  /** Who wrote a field of each element of a list of the document, in its order. */
  writers(list: string, field: string): string[] {
    this.read();
    const names = this.root.parts.get(list)?.names ?? [];
    return names.map((name) => String(this.map._map.get(`${list}/${name}/${field}`)?.id.client ?? ''));
  }

  /** The ids of the steps by the names of their elements. */
  ids(): Map<string, string> {
    this.read();
    const names = this.root.parts.get('nodes')?.names ?? [];
    return new Map(names.map((name) => [name, String(this.map.get(`nodes/${name}/id`))]));
  }

  /** What is said by now of a step that was taken away, but for its id. */
  left(id: string): Plain | undefined {
    const name = this.former.get(id);
    const part = name === undefined ? undefined : this.root.parts.get('nodes')?.parts.get(name);
    const read = part && !part.parts.has('id') ? part.json() : undefined;
    return isRecord(read) ? read : undefined;
  }

  /** Writes the difference between what is read now and `after`; the caller holds the transaction. */
  write(after: Plain): void {
    this.read();
    this.writeFields(this.root, '', '', after);
  }

  private note(key: string, value: unknown): void {
    const path = [this.root];
    for (const part of key.split('/')) path.push((path.at(-1) as Branch).child(part));
    const branch = path.at(-1) as Branch;
    if (value === undefined && branch.pattern === STEP_ID && typeof branch.value === 'string')
      this.former.set(branch.value, key.split('/')[1] as string);
    branch.value = value;
    for (const one of path) one.soil();
    for (let depth = path.length - 1; depth > 0; depth -= 1) {
      const { value: held, parts } = path[depth] as Branch;
      if (held !== undefined || parts.size > 0) break;
      (path[depth - 1] as Branch).parts.delete(key.split('/')[depth - 1] as string);
    }
  }

  private drop(branch: Branch | undefined): void {
    if (!branch) return;
    if (branch.value !== undefined) this.map.delete(branch.key);
    for (const part of branch.parts.values()) this.drop(part);
  }

  /**
   * Takes an element out of its list. A step loses its place and its id alone: what others write of its
   * other fields meanwhile is there when somebody brings it back.
   */
  private takeAway(element: Branch | undefined): void {
    if (element?.pattern === STEP) {
      this.map.delete(element.key);
      this.drop(element.parts.get('id'));
    } else this.drop(element);
  }

  private writeFields(
    branch: Branch | undefined,
    key: string,
    pattern: string,
    after: Plain,
    again = false,
  ): void {
    if (branch && branch.json() === after) return;
    for (const [part, child] of branch?.parts ?? []) {
      if (after[unescaped(part)] === undefined || part.startsWith('@')) this.drop(child);
    }
    for (const [name, value] of Object.entries(after)) {
      if (value === undefined) continue;
      const part = escaped(name);
      const known = branch?.parts.get(part);
      if (again && known?.value === value) this.map.set(known.key, value);
      else this.writeValue(known, below(key, part), below(pattern, part), name, value);
    }
  }

  private writeValue(
    branch: Branch | undefined,
    key: string,
    pattern: string,
    name: string,
    after: unknown,
  ): void {
    if (branch && branch.json() === after) return;
    const shape = shapeOf(after, pattern, name);
    if (shape === 'value') {
      for (const part of branch?.parts.values() ?? []) this.drop(part);
      if (branch?.value === undefined || !equal(branch.value, after)) this.map.set(key, after);
      return;
    }
    if (branch?.value !== undefined) this.map.delete(key);
    if (shape === 'fields') this.writeFields(branch, key, pattern, after as Plain);
    else this.writeList(branch, key, `${pattern}/@`, shape, after as unknown[]);
  }

  private writeList(
    branch: Branch | undefined,
    key: string,
    pattern: string,
    shape: Shape,
    after: readonly unknown[],
  ): void {
    const before = branch && branch.names.length > 0 ? (branch.json() as unknown[]) : [];
    const old = before.length > 0 ? (branch?.names ?? []) : [];
    const from = matched(before, after);
    const taken = new Set(old);
    const names = after.map((element, at) => {
      if (shape === 'names') return `@${escaped(element as string)}`;
      const place = from[at] as number;
      if (place >= 0) return old[place] as string;
      const former = pattern === STEP ? this.former.get(identityOf(element) ?? '') : undefined;
      if (former !== undefined && !taken.has(former)) {
        taken.add(former);
        return former;
      }
      this.made += 1;
      return `@${this.maker}.${this.made.toString(36)}`;
    });
    const stay = new Set(names);
    // What is left of an element that is gone stays: who took it away may bring it back.
    for (const name of old) if (!stay.has(name)) this.takeAway(branch?.parts.get(name));
    const places = this.places(branch, old, from);
    after.forEach((element, at) => {
      const name = names[at] as string;
      const part = branch?.parts.get(name);
      const place = places[at];
      // A line led elsewhere is another line: it stays whole where somebody takes the old one away.
      const led = part !== undefined && pattern === LINE && !equal(part.json(), element);
      if (part?.value !== place || led) this.map.set(`${key}/${name}`, place);
      if (shape === 'records') this.writeFields(part, `${key}/${name}`, pattern, element as Plain, led);
    });
  }

  /** The place of each element of a list: those that stand in their order keep theirs. */
  private places(branch: Branch | undefined, old: readonly string[], from: readonly number[]): string[] {
    const held = old.map((name) => String(branch?.parts.get(name)?.value));
    if (from.length === old.length && from.every((place, at) => place === at)) return held;
    const kept = steady(from);
    const heldAt = (at: number): string => held[from[at] as number] as string;
    const inOrder = [...kept].sort((a, b) => a - b);
    const places: string[] = [];
    let low: string | undefined;
    let next = 0;
    from.forEach((_, at) => {
      while (next < inOrder.length && (inOrder[next] as number) < at) next += 1;
      let place = kept.has(at) ? heldAt(at) : undefined;
      if (place === undefined || (low !== undefined && place <= low)) {
        const rest = inOrder.slice(next).filter((one) => one > at);
        const high = rest.map(heldAt).find((one) => low === undefined || one > low);
        place = between(low, high);
      }
      places.push(place);
      low = place;
    });
    return places;
  }
}
