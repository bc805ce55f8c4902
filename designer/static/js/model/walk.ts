import type { Places } from './commands';
import { CARD } from './geometry';
import type { Graph } from './graph';

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * The card an arrow key leads to: down follows the first way out, up goes back to where one came from,
 * left and right pass to the nearest card on that side, brothers first.
 */
export function walk(graph: Graph, places: Places, id: string, direction: Direction): string | undefined {
  const here = places[id];
  if (!here) return undefined;
  const distance = (other: string): number => {
    const there = places[other];
    return there ? Math.hypot(there[0] - here[0], (there[1] - here[1]) * 2) : Number.POSITIVE_INFINITY;
  };
  const nearest = (ids: string[]): string | undefined =>
    ids.sort((a, b) => distance(a) - distance(b)).find((other) => Number.isFinite(distance(other)));
  const yOf = (other: string): number => places[other]?.[1] ?? 0;
  const xOf = (other: string): number => places[other]?.[0] ?? 0;

  if (direction === 'down') {
    const targets = graph.out(id).map((edge) => edge.to);
    return targets.find((other) => yOf(other) > here[1]) ?? targets[0] ?? below(graph, places, id);
  }
  if (direction === 'up') {
    const sources = graph.into(id).map((edge) => edge.from);
    return nearest(sources.filter((other) => yOf(other) < here[1])) ?? nearest(sources);
  }
  const onSide = (other: string): boolean =>
    other !== id && (direction === 'left' ? xOf(other) < here[0] : xOf(other) > here[0]);
  const brothers = graph
    .into(id)
    .flatMap((edge) => graph.out(edge.from).map((sibling) => sibling.to))
    .filter(onSide);
  const level = [...graph.nodes.keys()].filter(
    (other) => onSide(other) && Math.abs(yOf(other) - here[1]) < CARD.body * 1.5,
  );
  return nearest(brothers) ?? nearest(level);
}

/** For an end of a way: the nearest card standing lower, so that Down never sticks. */
function below(graph: Graph, places: Places, id: string): string | undefined {
  const here = places[id];
  if (!here) return undefined;
  let best: { id: string; far: number } | undefined;
  for (const other of graph.nodes.keys()) {
    const there = places[other];
    if (!there || other === id || there[1] <= here[1]) continue;
    const far = Math.hypot((there[0] - here[0]) * 2, there[1] - here[1]);
    if (!best || far < best.far) best = { id: other, far };
  }
  return best?.id;
}
