import type { Scenario } from './document';
import { edgeKey } from './graph';
import type { Places } from './places';

/** A document as it is drawn: what it says, and where its cards stand. */
export interface Drawn {
  scenario: Pick<Scenario, 'nodes' | 'edges'>;
  places: Places;
}

/**
 * The steps of `after` that a change shows on, in the order of the document: new, other or elsewhere than they
 * were, or at an end of a line that came or went.
 */
export function stepsChanged(before: Drawn, after: Drawn): string[] {
  const old = new Map(before.scenario.nodes.map((node) => [node.id, node]));
  const lines = new Map(before.scenario.edges.map((edge) => [`${edgeKey(edge)} ${edge.to}`, edge]));
  const ends = new Set<string>();
  for (const edge of after.scenario.edges) {
    if (!lines.delete(`${edgeKey(edge)} ${edge.to}`)) ends.add(edge.from).add(edge.to);
  }
  for (const edge of lines.values()) ends.add(edge.from).add(edge.to);
  const moved = (id: string): boolean => {
    const [was, is] = [before.places[id], after.places[id]];
    return was?.[0] !== is?.[0] || was?.[1] !== is?.[1];
  };
  return after.scenario.nodes
    .filter((node) => old.get(node.id) !== node || moved(node.id) || ends.has(node.id))
    .map(({ id }) => id);
}
