/**
 * Two versions of a scenario that came from one: what only one of them changed is taken, field by field, and
 * what both changed differently is an overlap for a reader to decide.
 */

import type { Node, Scenario } from './document';
import { equal } from './immutable';
import { identityOf, LISTS, WHOLE } from './registers';

type Plain = Record<string, unknown>;
export type Side = 'mine' | 'theirs';

/** One place that both changed; `undefined` where a side has taken it away, or never had it. */
export interface Overlap {
  /** Names the place, for choices. */
  key: string;
  /** Fields, and elements of lists as `@identity`. */
  path: readonly string[];
  mine: unknown;
  theirs: unknown;
}

export interface Merged {
  document: Scenario;
  overlaps: readonly Overlap[];
}

/** Where a thing stands is nobody's statement: the last hand rules, and nobody is asked. */
const QUIET = /^(layout\/|notes\/@\/(at|size)$)/;

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const patternOf = (path: readonly string[]): string =>
  path.map((step) => (step.startsWith('@') ? '@' : step)).join('/');

class Merge {
  readonly overlaps: Overlap[] = [];
  private readonly choices: ReadonlyMap<string, Side>;

  constructor(choices: ReadonlyMap<string, Side>) {
    this.choices = choices;
  }

  value(path: readonly string[], base: unknown, mine: unknown, theirs: unknown): unknown {
    if (equal(mine, theirs) || equal(base, theirs)) return mine;
    if (equal(base, mine)) return theirs;
    const pattern = patternOf(path);
    const shape = LISTS[pattern];
    if (shape !== undefined && Array.isArray(mine) && Array.isArray(theirs)) {
      return this.list(path, Array.isArray(base) ? base : [], mine, theirs);
    }
    const parts = isRecord(mine) && isRecord(theirs) && !WHOLE.has(path.at(-1) ?? '');
    if (parts) return this.record(path, isRecord(base) ? base : {}, mine, theirs);
    return this.decide(path, mine, theirs);
  }

  record(path: readonly string[], base: Plain, mine: Plain, theirs: Plain): Plain {
    const merged: Plain = {};
    for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
      const value = this.value([...path, name], base[name], mine[name], theirs[name]);
      if (value !== undefined) merged[name] = value;
    }
    return merged;
  }

  private decide(path: readonly string[], mine: unknown, theirs: unknown): unknown {
    if (QUIET.test(patternOf(path))) return mine;
    const key = path.join('/');
    this.overlaps.push({ key, path, mine, theirs });
    return this.choices.get(key) === 'theirs' ? theirs : mine;
  }

  private list(
    path: readonly string[],
    base: readonly unknown[],
    mine: readonly unknown[],
    theirs: readonly unknown[],
  ): unknown[] {
    const [old, own, other] = [named(base), named(mine), named(theirs)];
    const chosen = new Map<string, unknown>();
    for (const name of new Set([...own.keys(), ...other.keys()])) {
      const value = this.element(path, name, old.get(name), own.get(name), other.get(name));
      if (value !== undefined) chosen.set(name, value);
    }
    // Who alone has put the list in another order has put it so.
    const shared = [...own.keys()].filter((name) => old.has(name) && other.has(name));
    const kept = (list: ReadonlyMap<string, unknown>): string[] =>
      [...list.keys()].filter((name) => shared.includes(name));
    const [first, second] = equal(kept(old), kept(own)) ? [other, own] : [own, other];
    const order = [...first.keys()];
    let after = -1;
    for (const name of second.keys()) {
      const at = order.indexOf(name);
      if (at >= 0) after = at;
      else {
        after += 1;
        order.splice(after, 0, name);
      }
    }
    return order.filter((name) => chosen.has(name)).map((name) => chosen.get(name));
  }

  private element(
    path: readonly string[],
    name: string,
    base: unknown,
    mine: unknown,
    theirs: unknown,
  ): unknown {
    if (mine !== undefined && theirs !== undefined) {
      return this.value([...path, `@${name}`], base, mine, theirs);
    }
    const left = mine ?? theirs;
    if (base === undefined) return left;
    // One has taken it away. What the other has not touched meanwhile goes.
    return equal(base, left) ? undefined : this.decide([...path, `@${name}`], mine, theirs);
  }
}

/** Elements by what identifies them; a second one of the same identity is told apart by its number. */
function named(list: readonly unknown[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  list.forEach((element, index) => {
    const identity = identityOf(element) ?? `#${index}`;
    let name = identity;
    for (let number = 2; found.has(name); number += 1) name = `${identity}#${number}`;
    found.set(name, element);
  });
  return found;
}

/** Steps that both have added under one id are two steps: mine takes another id, with all that names it. */
function apart(base: Scenario | undefined, mine: Scenario, theirs: Scenario): Scenario {
  const known = new Set((base?.nodes ?? []).map(({ id }) => id));
  const other = new Map(theirs.nodes.map((node) => [node.id, node]));
  const taken = new Set([...mine.nodes, ...theirs.nodes].map(({ id }) => id));
  const renamed = new Map<string, string>();
  for (const node of mine.nodes) {
    const rival = other.get(node.id);
    if (known.has(node.id) || !rival || equal(rival, node) || node.kind === 'trigger') continue;
    let number = 2;
    while (taken.has(`${node.id}-${number}`)) number += 1;
    renamed.set(node.id, `${node.id}-${number}`);
    taken.add(`${node.id}-${number}`);
  }
  return withIds(mine, renamed);
}

/** The document with other ids of some steps, in all that names them. */
export function withIds(scenario: Scenario, renamed: ReadonlyMap<string, string>): Scenario {
  if (renamed.size === 0) return scenario;
  const to = (id: string): string => renamed.get(id) ?? id;
  const { layout, placed, groups } = scenario;
  const places = layout && Object.fromEntries(Object.entries(layout).map(([id, at]) => [to(id), at]));
  return {
    ...scenario,
    nodes: scenario.nodes.map((node) => (renamed.has(node.id) ? { ...node, id: to(node.id) } : node)),
    edges: scenario.edges.map((edge) => ({ ...edge, from: to(edge.from), to: to(edge.to) })),
    ...(places ? { layout: places } : {}),
    ...(placed ? { placed: placed.map(to) } : {}),
    ...(groups ? { groups: groups.map((group) => ({ ...group, nodes: group.nodes.map(to) })) } : {}),
  };
}

/** A step that was kept against the one who took it away comes back with the lines it had. */
function withLines(document: Scenario, sides: readonly Scenario[]): Scenario {
  const alive = new Set(document.nodes.map(({ id }) => id));
  const lines = new Set(document.edges.map((edge) => identityOf(edge)));
  const back = new Set(
    sides.flatMap((side) => {
      const had = new Set(side.nodes.map(({ id }) => id));
      return document.nodes.map(({ id }) => id).filter((id) => !had.has(id));
    }),
  );
  const lost = sides
    .flatMap(({ edges }) => edges)
    .filter(({ from, to }) => (back.has(from) || back.has(to)) && alive.has(from) && alive.has(to));
  const edges = [...document.edges];
  for (const edge of lost) {
    const name = identityOf(edge);
    if (lines.has(name)) continue;
    lines.add(name);
    edges.push(edge);
  }
  return edges.length === document.edges.length ? document : { ...document, edges };
}

/**
 * Mine with what others have still written of steps that are gone on their side: who keeps such a step keeps
 * it with that.
 */
export function withWords(
  base: Scenario | undefined,
  mine: Scenario,
  left: (id: string) => Plain | undefined,
): Scenario {
  const before = new Map((base?.nodes ?? []).map((node) => [node.id, node]));
  const nodes = mine.nodes.map((node) => {
    const [was, words] = [before.get(node.id), left(node.id)];
    if (!was || !words) return node;
    const all = { ...words, id: node.id } as Plain;
    return new Merge(new Map()).record([], was as unknown as Plain, node as unknown as Plain, all);
  });
  return equal(nodes, mine.nodes) ? mine : { ...mine, nodes: nodes as unknown as Node[] };
}

/** Places of steps that are gone say nothing. */
function withoutGhosts(document: Scenario): Scenario {
  const { layout, placed } = document;
  const alive = new Set(document.nodes.map(({ id }) => id));
  const swept = { ...document };
  if (layout) swept.layout = Object.fromEntries(Object.entries(layout).filter(([id]) => alive.has(id)));
  if (placed) swept.placed = placed.filter((id) => alive.has(id));
  return swept;
}

/**
 * The document in which both versions meet; `base` is what both began with, where it is known.
 *
 * Overlaps are decided as chosen, and as mine until then.
 */
export function merge(
  base: Scenario | undefined,
  mine: Scenario,
  theirs: Scenario,
  choices: ReadonlyMap<string, Side> = new Map(),
): Merged {
  const own = apart(base, mine, theirs);
  const work = new Merge(choices);
  const met = work.record([], (base ?? {}) as Plain, own as unknown as Plain, theirs as unknown as Plain);
  const document = withoutGhosts(withLines(met as unknown as Scenario, [own, theirs]));
  return { document, overlaps: work.overlaps };
}
