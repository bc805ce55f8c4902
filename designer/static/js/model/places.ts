import type { Node, Position, Scenario } from './document';
import { CARD, cardHeight, GAP, portAt, snap } from './geometry';
import { type Graph, waysOut } from './graph';

/** Where every card stands, by id: left and top. */
export type Places = Readonly<Record<string, Position>>;

export function overlaps(a: Position, aHeight: number, b: Position, bHeight: number): boolean {
  const margin = GAP.across / 2;
  return (
    a[0] < b[0] + CARD.width + margin &&
    b[0] < a[0] + CARD.width + margin &&
    a[1] < b[1] + bHeight + margin &&
    b[1] < a[1] + aHeight + margin
  );
}

/** The nearest free place to the right of a wished one. */
export function freePlace(
  scenario: Pick<Scenario, 'nodes'>,
  places: Places,
  node: Node,
  wish: Position,
): Position {
  const place: Position = [snap(wish[0]), snap(wish[1])];
  const others = scenario.nodes.filter((other) => other.id !== node.id);
  for (let tries = 0; tries < 200; tries += 1) {
    const hit = others.find((other) => {
      const at = places[other.id];
      return at !== undefined && overlaps(place, cardHeight(node), at, cardHeight(other));
    });
    const at = hit && places[hit.id];
    if (!at) return place;
    place[0] = snap(at[0] + CARD.width + GAP.across);
  }
  return place;
}

/** Where a card that follows a way out belongs: under its port. */
export function placeBelow(places: Places, from: Node, way: string): Position {
  const [x, y] = places[from.id] ?? [0, 0];
  const ways = waysOut(from);
  const index = Math.max(0, ways.indexOf(way));
  const shift =
    ways.length > 1 ? (portAt(index, ways.length) - 0.5) * ways.length * (CARD.width + GAP.across) : 0;
  return [x + shift, y + cardHeight(from) + GAP.down];
}

/** Writes down where every card stands, on the grid. */
export function withPlaces(scenario: Scenario, places: Places): Scenario {
  const layout: Record<string, Position> = {};
  for (const node of scenario.nodes) {
    const place = places[node.id];
    if (place) layout[node.id] = [snap(place[0]), snap(place[1])];
  }
  return { ...scenario, layout };
}

/** The same scenario with these steps known as placed by hand, in the order of the document. */
export function withPlaced(scenario: Scenario, ids: Iterable<string>): Scenario {
  const wanted = new Set(ids);
  const placed = scenario.nodes.map((node) => node.id).filter((id) => wanted.has(id));
  const { placed: _, ...rest } = scenario;
  return placed.length > 0 ? { ...rest, placed } : rest;
}

/** Moves down what hangs below a link, so that a card of this height fits between. */
export function makeRoom(
  graph: Graph,
  places: Places,
  edge: { from: string; to: string },
  height: number,
): Places {
  const from = graph.nodes.get(edge.from);
  const start = places[edge.from];
  const end = places[edge.to];
  if (!from || !start || !end) return places;
  const needed = start[1] + cardHeight(from) + GAP.down + height + GAP.down;
  const lift = needed - end[1];
  // A link back up is left alone: what it leads to stands above.
  if (lift <= 0 || end[1] <= start[1]) return places;
  const moved: Record<string, Position> = { ...places };
  for (const id of graph.reachable(edge.to)) {
    const place = places[id];
    if (place && id !== edge.from && place[1] >= end[1]) moved[id] = [place[0], place[1] + lift];
  }
  return moved;
}
