import type { Scenario } from './document';
import { edgeKey, type Graph, wayOf } from './graph';

/**
 * Folding is how one reader looks at a scenario, and no part of it.
 *
 * A fold names a step, whose every way out is folded, or a step and one way out (`s1|yes`). What can be
 * reached through folded ways alone is hidden; where branches meet again the drawing goes on.
 */
export type Folds = ReadonlySet<string>;

export const foldKey = (id: string, way?: string): string => (way === undefined ? id : `${id}|${way}`);

export interface Folded {
  /** Ids of the steps that are not shown. */
  hidden: ReadonlySet<string>;
  /** How many steps are hidden behind each fold. */
  counts: ReadonlyMap<string, number>;
}

const NOTHING: Folded = { hidden: new Set(), counts: new Map() };

/** Whether a way out of a step is folded, by itself or with the whole step. */
export function isFolded(folds: Folds, id: string, way: string): boolean {
  return folds.has(id) || folds.has(foldKey(id, way));
}

/** The steps from which everything is reached: triggers, what nothing leads to, and one of each loose loop. */
function rootsOf(graph: Graph): string[] {
  const roots = [...graph.nodes.values()]
    .filter((node) => node.kind === 'trigger' || graph.into(node.id).length === 0)
    .map((node) => node.id);
  const reached = new Set(roots.flatMap((id) => [...graph.reachable(id)]));
  for (const id of graph.order()) {
    if (reached.has(id)) continue;
    roots.push(id);
    for (const next of graph.reachable(id)) reached.add(next);
  }
  return roots;
}

/** What some folds hide. */
export function folded(graph: Graph, folds: Folds): Folded {
  const cut = graph.edges.filter((edge) => isFolded(folds, edge.from, wayOf(edge)));
  if (cut.length === 0) return NOTHING;
  const gone = new Set(cut);
  const shown = new Set(rootsOf(graph));
  // A set walks over what is added to it meanwhile.
  for (const id of shown) for (const edge of graph.out(id)) if (!gone.has(edge)) shown.add(edge.to);
  const hidden = new Set([...graph.nodes.keys()].filter((id) => !shown.has(id)));
  const counts = new Map<string, number>();
  for (const fold of folds) {
    const behind = new Set(
      cut
        .filter((edge) => fold === edge.from || fold === foldKey(edge.from, wayOf(edge)))
        .map((edge) => edge.to)
        .filter((id) => hidden.has(id)),
    );
    for (const id of behind) for (const edge of graph.out(id)) if (hidden.has(edge.to)) behind.add(edge.to);
    if (behind.size > 0) counts.set(fold, behind.size);
  }
  return { hidden, counts };
}

/** Whether folding a step, or one way out of it, would hide anything that is in sight. */
export function canFold(graph: Graph, folds: Folds, id: string, way?: string): boolean {
  const next = new Set(folds).add(foldKey(id, way));
  return folded(graph, next).hidden.size > folded(graph, folds).hidden.size;
}

/** The folds with one folded or unfolded; unfolding a step unfolds its ways out too. */
export function toggled(folds: Folds, graph: Graph, id: string, way?: string): Folds {
  const next = new Set(folds);
  const whole = way === undefined || folds.has(id);
  const own = [id, ...graph.waysOf(id).map((one) => foldKey(id, one))];
  const open = way === undefined ? own.some((key) => folds.has(key)) : isFolded(folds, id, way);
  if (!open) return next.add(foldKey(id, way));
  if (!whole) {
    next.delete(foldKey(id, way));
    return next;
  }
  for (const key of own) next.delete(key);
  // One way out of a step that was folded whole: the others stay folded.
  if (way !== undefined) {
    for (const other of graph.waysOf(id)) if (other !== way) next.add(foldKey(id, other));
  }
  return next;
}

/** The folds that stay when steps must be seen. */
export function revealed(folds: Folds, graph: Graph, ids: Iterable<string>): Folds {
  let left: Set<string> = new Set(folds);
  for (const id of ids) {
    while (folded(graph, left).hidden.has(id)) {
      // Only what leads there is unfolded, the nearest first.
      const above = [id, ...climb(graph, id)].flatMap((at) => graph.into(at));
      const edge = above.find((one) => isFolded(left, one.from, wayOf(one)));
      if (!edge) break;
      left = new Set(toggled(left, graph, edge.from, wayOf(edge)));
    }
  }
  return left.size === folds.size && [...left].every((key) => folds.has(key)) ? folds : left;
}

/** The steps that lead to one, nearest first. */
function climb(graph: Graph, id: string): string[] {
  const seen = new Set([id]);
  for (const at of seen) for (const edge of graph.into(at)) seen.add(edge.from);
  return [...seen].slice(1);
}

/** The folds of steps and ways out that still exist. */
export function kept(folds: Iterable<string>, graph: Graph): Set<string> {
  return new Set(
    [...folds].filter((key) => {
      const [id = '', ...way] = key.split('|');
      return graph.nodes.has(id) && (way.length === 0 || graph.waysOf(id).includes(way.join('|')));
    }),
  );
}

/** What is drawn of a scenario: the steps in sight and the links among them. */
export function inSight<S extends Pick<Scenario, 'nodes' | 'edges'>>(
  scenario: S,
  hidden: ReadonlySet<string>,
): S {
  if (hidden.size === 0) return scenario;
  return {
    ...scenario,
    nodes: scenario.nodes.filter((node) => !hidden.has(node.id)),
    edges: scenario.edges.filter((edge) => !hidden.has(edge.from) && !hidden.has(edge.to)),
  };
}

/** The links that a fold leaves undrawn although both their ends are in sight. */
export function cutEdges(graph: Graph, folds: Folds): Set<string> {
  return new Set(
    graph.edges.filter((edge) => isFolded(folds, edge.from, wayOf(edge))).map((edge) => edgeKey(edge)),
  );
}
