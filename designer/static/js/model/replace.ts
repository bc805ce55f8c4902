import { type Blank, blankNode } from './blank';
import type { Duration, Edge, ExperimentPath, Node, Scenario, Text } from './document';
import { ELSE, Graph, NEXT, wayOf, waysOut } from './graph';
import { setIn } from './immutable';

/** Ways out that mean the same in two kinds. */
const ALIKE: Readonly<Record<string, string>> = {
  event: 'done',
  timeout: 'expired',
  done: 'event',
  expired: 'timeout',
};

/** How long a step takes at most: what waits and tasks have in common. */
function lastingOf(node: Node): Duration | undefined {
  if (node.kind === 'wait') return node.for;
  if (node.kind === 'wait_event') return node.timeout;
  return node.kind === 'task' ? node.sla : undefined;
}

/** Parts of a hundred that sum to it, as equal as whole numbers allow. */
function shares(count: number): number[] {
  const base = Math.floor(100 / count);
  return Array.from({ length: count }, (_, index) => base + (index < 100 - base * count ? 1 : 0));
}

/** A name for a way out: a single way has none that says anything. */
function named(ways: readonly string[], fallback: string): string[] {
  return ways.map((way) => (way === NEXT ? fallback : way));
}

/** The node of another kind that keeps what the two have in common; `title` is what it is called. */
function remade(node: Node, blank: Blank, title: Text | undefined): Node {
  const fresh = blankNode(node.id, blank);
  const lasting = lastingOf(node);
  const ways = waysOut(node);
  switch (fresh.kind) {
    case 'message':
      // A text belongs to its channel; what the rules say of the message does not.
      if (node.kind !== 'message') return fresh;
      return node.channel === fresh.channel
        ? node
        : { ...without(without(node, 'template'), 'fallback'), channel: fresh.channel };
    case 'wait':
      return lasting === undefined ? fresh : { ...fresh, for: lasting };
    case 'wait_event':
      return lasting === undefined ? fresh : { ...fresh, timeout: lasting };
    case 'task': {
      const task = lasting === undefined ? fresh : { ...fresh, sla: lasting };
      return title === undefined ? task : { ...task, label: title };
    }
    case 'split': {
      const before = node.kind === 'split' ? ways.filter((way) => way !== ELSE) : ways;
      const names = named(before.slice(0, Math.max(1, before.length - 1)), blank.path ?? 'a');
      return ways.length > 0 ? { ...fresh, paths: names.map((path) => ({ path })) } : fresh;
    }
    case 'experiment': {
      if (ways.length < 2) return fresh;
      const parts = shares(ways.length);
      return {
        ...fresh,
        paths: ways.map((path, index): ExperimentPath => ({ path, share: parts[index] ?? 0 })),
      };
    }
    default:
      return fresh;
  }
}

function without<N extends Node, F extends keyof N>(node: N, field: F): N {
  if (node[field] === undefined) return node;
  const { [field]: _, ...rest } = node;
  return rest as unknown as N;
}

/** Which of the new ways out each old one that leads on becomes; the best matches are taken first. */
function matched(
  before: readonly string[],
  connected: readonly string[],
  after: readonly string[],
): Map<string, string> {
  const found = new Map<string, string>();
  const left = new Set(after);
  const take = (way: string, to: string | undefined): void => {
    if (to === undefined || found.has(way) || !left.has(to)) return;
    found.set(way, to);
    left.delete(to);
  };
  /** The one in the same place; what is left over stays last. */
  const across = (way: string): string | undefined =>
    way === before.at(-1) && before.length > 1 && after.includes(ELSE) ? ELSE : after[before.indexOf(way)];
  for (const way of connected) take(way, way);
  for (const way of connected) take(way, ALIKE[way]);
  for (const way of connected) take(way, across(way));
  for (const way of connected) take(way, [...left][0]);
  return found;
}

export interface Replaced {
  scenario: Scenario;
  /** Links for which the new kind has no way out. */
  lost: number;
}

/** Whether a step may become another kind: a trigger stays what it is, and nothing becomes one. */
export function canReplace(node: Node, blank: Blank): boolean {
  if (node.kind === 'trigger' || blank.kind === 'trigger') return false;
  return node.kind !== blank.kind || (node.kind === 'message' && node.channel !== blank.channel);
}

/**
 * Makes another kind of a step where it stands: its id, its place, its group and the links that lead to it
 * stay, and so do those that leave it, as far as the new kind has ways out for them.
 */
export function replaceKind(scenario: Scenario, id: string, blank: Blank, title?: Text): Replaced {
  const index = scenario.nodes.findIndex((node) => node.id === id);
  const node = scenario.nodes[index];
  if (!node || !canReplace(node, blank)) return { scenario, lost: 0 };
  const next = remade(node, blank, title);
  const ways = waysOut(next);
  const connected = new Graph(scenario).out(id).map(wayOf);
  const into = matched(waysOut(node), connected, ways);
  let lost = 0;
  const edges = scenario.edges.flatMap((edge): Edge[] => {
    if (edge.from !== id) return [edge];
    const way = into.get(wayOf(edge));
    if (way === undefined) {
      lost += 1;
      return [];
    }
    return [way === NEXT && ways.length === 1 ? { from: id, to: edge.to } : { ...edge, path: way }];
  });
  return { scenario: { ...setIn(scenario, ['nodes', index], next), edges }, lost };
}
