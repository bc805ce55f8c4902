import type { Edge, Node, Position, Scenario } from './document';
import { GRID } from './geometry';
import { equal } from './immutable';

/** Who wrote the id of each node, and each end of each edge, in the order of the lists. */
export interface Writers {
  nodes: readonly string[];
  from: readonly string[];
  to: readonly string[];
}

const sources = new WeakMap<object, object>();

/** The part that one which was given another id, or other ends, was before. */
export const sourceOf = (part: object): object => sources.get(part) ?? part;

function from<T extends object>(part: T, mended: T): T {
  sources.set(mended, part);
  return mended;
}

/**
 * Two people may give two steps the same id at the same time. The later one in the list takes another id,
 * and the ends of lines that its writer led there follow; the same step twice is one step.
 *
 * The answer depends on the document alone, so that everybody who mends it mends it alike.
 */
export function withoutDoubles(scenario: Scenario, writers: Writers): Scenario {
  const first = new Map<string, Node>();
  const taken = new Set(scenario.nodes.map(({ id }) => id));
  const renamed = new Map<string, string>();
  const places: Record<string, Position> = {};
  const gone = new Set<Node>();
  const nodes = scenario.nodes.map((node, at) => {
    const one = first.get(node.id);
    if (!one) {
      first.set(node.id, node);
      return node;
    }
    if (equal(one, node)) {
      gone.add(node);
      return node;
    }
    let number = 2;
    while (taken.has(`${node.id}-${number}`)) number += 1;
    const id = `${node.id}-${number}`;
    taken.add(id);
    renamed.set(`${writers.nodes[at]}|${node.id}`, id);
    const place = scenario.layout?.[node.id];
    if (place) places[id] = [place[0] + 2 * GRID, place[1] + 2 * GRID];
    return from(node, { ...node, id });
  });
  if (renamed.size === 0 && gone.size === 0) return scenario;
  const edges = scenario.edges.map((edge, at): Edge => {
    const source = renamed.get(`${writers.from[at]}|${edge.from}`) ?? edge.from;
    const to = renamed.get(`${writers.to[at]}|${edge.to}`) ?? edge.to;
    return source === edge.from && to === edge.to ? edge : from(edge, { ...edge, from: source, to });
  });
  const mended: Scenario = { ...scenario, nodes: nodes.filter((node) => !gone.has(node)), edges };
  if (Object.keys(places).length > 0) mended.layout = { ...scenario.layout, ...places };
  return mended;
}
