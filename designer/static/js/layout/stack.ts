import type { Places } from '../model/commands';
import type { Position, Scenario } from '../model/document';
import { CARD, cardHeight, GAP, snap } from '../model/geometry';
import { Graph } from '../model/graph';

/**
 * A plain arrangement that needs no worker: each card one row below the last that leads to it, rows
 * centred. It serves when the better one cannot, and for cards added by hand to a file.
 */
export function stack(scenario: Scenario): Places {
  const graph = new Graph(scenario);
  const order = graph.order();
  const rank = new Map(order.map((id, index) => [id, index]));
  const row = new Map<string, number>();
  for (const id of order) {
    // Edges that close a loop come from later in the order and do not push a card down.
    const above = graph.into(id).filter((edge) => (rank.get(edge.from) ?? 0) < (rank.get(id) ?? 0));
    row.set(id, Math.max(-1, ...above.map((edge) => row.get(edge.from) ?? -1)) + 1);
  }
  const rows: string[][] = [];
  for (const id of order) {
    const at = row.get(id) ?? 0;
    rows[at] = [...(rows[at] ?? []), id];
  }
  const places: Record<string, Position> = {};
  const pitch = CARD.width + GAP.across;
  let top = 0;
  for (const ids of rows) {
    let tallest = 0;
    ids.forEach((id, index) => {
      const node = graph.nodes.get(id);
      tallest = Math.max(tallest, node ? cardHeight(node) : CARD.body);
      places[id] = [snap((index - (ids.length - 1) / 2) * pitch), snap(top)];
    });
    top += tallest + GAP.down;
  }
  return places;
}

/** Where every card stands: as the document says, the others by a computed arrangement. */
export function placesOf(scenario: Scenario, computed: Places): Places {
  const layout = scenario.layout ?? {};
  const missing = scenario.nodes.filter((node) => !layout[node.id]);
  if (missing.length === 0) return layout;
  if (missing.length === scenario.nodes.length && missing.every((node) => computed[node.id])) return computed;
  // Cards without a place among placed ones: under everything, so that none covers another.
  const places: Record<string, Position> = {};
  let bottom = 0;
  for (const node of scenario.nodes) {
    const place = layout[node.id] ?? computed[node.id];
    if (!place) continue;
    places[node.id] = place;
    bottom = Math.max(bottom, place[1] + cardHeight(node) + GAP.down);
  }
  const loose = missing.filter((node) => !places[node.id]);
  const beside = stack({ ...scenario, nodes: loose });
  for (const [id, [x, y]] of Object.entries(beside)) places[id] = [x, y + bottom];
  return places;
}
