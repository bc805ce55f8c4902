import { stack } from '../../layout/stack';
import { addAfter, addNode, blankNode, connect, freshId } from '../commands';
import type { Edge, Node, NodeKind, Position, Scenario } from '../document';
import { cardHeight } from '../geometry';
import { waysOut } from '../graph';
import { overlaps, type Places } from '../places';

/** A source of chance that gives the same numbers each time: mulberry32. */
export class Dice {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  some<T>(items: readonly T[], share = 0.5): T[] {
    return items.filter(() => this.next() < share);
  }
}

export const KINDS: readonly NodeKind[] = [
  'message',
  'wait',
  'wait_event',
  'split',
  'experiment',
  'task',
  'update',
  'exit',
];

/** A scenario of about so many steps, with branches that meet again and a few links back up. */
export function world(dice: Dice, size: number): { scenario: Scenario; places: Places } {
  let scenario: Scenario = {
    format: 'scenario/1',
    key: 'w',
    name: 'W',
    nodes: [{ id: 'start', kind: 'trigger' }],
    edges: [],
  };
  for (let step = 0; step < size; step += 1) {
    const from = dice.pick(scenario.nodes);
    const blank = { kind: dice.pick(KINDS) };
    const places = scenario.layout ?? { start: [0, 0] as Position };
    const way = dice.pick([...waysOut(from), undefined]);
    scenario = (
      way === undefined
        ? addNode(scenario, blank, places, [dice.below(2000), dice.below(2000)])
        : addAfter(scenario, blank, places, from.id, way)
    ).scenario;
    if (dice.next() < 0.3) {
      const source = dice.pick(scenario.nodes);
      const ways = waysOut(source);
      if (ways.length > 0) {
        scenario = connect(scenario, source.id, dice.pick(ways), dice.pick(scenario.nodes).id);
      }
    }
  }
  return { scenario, places: { ...stack(scenario), ...scenario.layout } };
}

/** A chain of plain steps of these kinds behind a trigger. */
export function chain(...kinds: NodeKind[]): Scenario {
  let scenario: Scenario = {
    format: 'scenario/1',
    key: 'c',
    name: 'C',
    nodes: [{ id: 'start', kind: 'trigger' }],
    edges: [],
  };
  for (const kind of kinds) {
    const id = freshId(scenario, kind);
    const last = scenario.nodes.at(-1) as Node;
    const way = waysOut(last)[0] as string;
    const edge: Edge =
      waysOut(last).length === 1 ? { from: last.id, to: id } : { from: last.id, path: way, to: id };
    scenario = {
      ...scenario,
      nodes: [...scenario.nodes, blankNode(id, { kind })],
      edges: [...scenario.edges, edge],
    };
  }
  return scenario;
}

/** Pairs of cards that lie on each other. */
export function covered(scenario: Scenario, places: Places, ids: readonly string[]): string[] {
  return scenario.nodes.flatMap((one, index) =>
    scenario.nodes.slice(index + 1).flatMap((other) => {
      const [a, b] = [places[one.id], places[other.id]];
      if (!a || !b || !(ids.includes(one.id) || ids.includes(other.id))) return [];
      return overlaps(a, cardHeight(one), b, cardHeight(other)) ? [`${one.id} ${other.id}`] : [];
    }),
  );
}
