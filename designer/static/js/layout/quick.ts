import type { Places } from '../model/commands';
import type { Position, Scenario } from '../model/document';
import { CARD, cardHeight, GAP, snap } from '../model/geometry';
import { Graph, wayOf } from '../model/graph';

const PITCH = CARD.width + GAP.across;
/** Turns of ordering and of straightening; more of them change next to nothing. */
const TURNS = 4;

/**
 * The places nearest to the wished ones, in the given order and `PITCH` apart: the least sum of squares.
 *
 * Neighbours that would stand too close are put together and moved as one, to the mean of their wishes.
 */
export function spread(wishes: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = [];
  wishes.forEach((wish, index) => {
    let block = { sum: wish - index * PITCH, count: 1 };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.count > block.sum / block.count;
      last = blocks.at(-1)
    ) {
      block = { sum: last.sum + block.sum, count: last.count + block.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  return blocks
    .flatMap(({ sum, count }) => Array<number>(count).fill(sum / count))
    .map((place, index) => place + index * PITCH);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * A layered arrangement that a large scenario can be opened with: each card a row below the last that leads
 * to it, brothers in the order of their ways out, columns as straight as there is room. A few milliseconds
 * for a thousand cards, where the layout engine takes seconds.
 */
export function quick(scenario: Scenario): Places {
  const graph = new Graph(scenario);
  const order = graph.order();
  const rank = new Map(order.map((id, index) => [id, index]));
  const row = new Map<string, number>();
  const above = (id: string): readonly { id: string; shift: number }[] =>
    graph
      .into(id)
      // Edges that close a loop come from later in the order and do not push a card down.
      .filter((edge) => (rank.get(edge.from) ?? 0) < (rank.get(id) ?? 0))
      .map((edge) => {
        const ways = graph.waysOf(edge.from);
        return { id: edge.from, shift: (ways.indexOf(wayOf(edge)) - (ways.length - 1) / 2) * PITCH };
      });
  for (const id of order) row.set(id, Math.max(-1, ...above(id).map((from) => row.get(from.id) ?? -1)) + 1);
  const rows: string[][] = [];
  for (const id of order) {
    const at = row.get(id) ?? 0;
    rows[at] = [...(rows[at] ?? []), id];
  }
  const x = new Map<string, number>();
  const fromAbove = (id: string): number[] =>
    above(id).flatMap((from) => {
      const at = x.get(from.id);
      return at === undefined ? [] : [at + from.shift];
    });
  const fromBelow = (id: string): number[] =>
    graph.out(id).flatMap((edge) => {
      const at = x.get(edge.to);
      return at === undefined || (row.get(edge.to) ?? 0) <= (row.get(id) ?? 0) ? [] : [at];
    });
  for (let turn = 0; turn < TURNS; turn += 1) {
    const down = turn % 2 === 0;
    for (const ids of down ? rows : rows.toReversed()) {
      const wish = new Map(
        ids.map((id): [string, number] => {
          const near = down ? fromAbove(id) : fromBelow(id);
          return [id, near.length > 0 ? mean(near) : (x.get(id) ?? 0)];
        }),
      );
      // Up the rows nothing changes its order: that would cross the ways out.
      if (down) ids.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
      const placed = spread(ids.map((id) => wish.get(id) ?? 0));
      ids.forEach((id, index) => {
        x.set(id, placed[index] ?? 0);
      });
    }
  }
  const places: Record<string, Position> = {};
  const left = x.get(order[0] ?? '') ?? 0;
  let top = 0;
  for (const ids of rows) {
    let tallest = 0;
    for (const id of ids) {
      const node = graph.nodes.get(id);
      tallest = Math.max(tallest, node ? cardHeight(node) : CARD.body);
      places[id] = [snap((x.get(id) ?? 0) - left), snap(top)];
    }
    top += tallest + GAP.down;
  }
  return places;
}
