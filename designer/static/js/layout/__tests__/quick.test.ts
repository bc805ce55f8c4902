import { expect, it } from 'vitest';
import { sample } from '../../model/__tests__/sample';
import type { Edge, Node, Scenario } from '../../model/document';
import { CARD, cardHeight, GAP } from '../../model/geometry';
import { quick, spread } from '../quick';

/** A number from 0 up to `most`, the same at every run. */
function dice(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * most);
  };
}

/** Any graph of messages, splits and loops. */
function any(seed: number, count: number): Scenario {
  const roll = dice(seed);
  const nodes: Node[] = [{ id: 'start', kind: 'trigger' }];
  const edges: Edge[] = [];
  for (let index = 1; index < count; index += 1) {
    const split = roll(3) === 0;
    const paths = [{ path: 'a' }, { path: 'b' }];
    nodes.push(
      split
        ? ({ id: `s${index}`, kind: 'split', paths } as Node)
        : { id: `m${index}`, kind: 'message', channel: 'sms' },
    );
    const from = nodes[roll(index)] as Node;
    const path = ['a', 'b', 'else'][roll(3)] as string;
    const to = nodes[index]?.id ?? '';
    edges.push(from.kind === 'split' ? { from: from.id, path, to } : { from: from.id, to });
    if (roll(5) === 0 && from.kind !== 'trigger') edges.push({ from: to, to: from.id });
  }
  return { format: 'scenario/1', key: 'any', name: '', nodes, edges };
}

it('lays no card on another, whatever the graph', () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const scenario = any(seed, 5 + seed);
    const places = quick(scenario);
    expect(Object.keys(places)).toHaveLength(scenario.nodes.length);
    const boxes = scenario.nodes.map((node) => {
      const [x, y] = places[node.id] ?? [Number.NaN, Number.NaN];
      return { x, y, bottom: y + cardHeight(node) };
    });
    boxes.forEach((a, index) => {
      for (const b of boxes.slice(index + 1)) {
        const apart = Math.abs(a.x - b.x) >= CARD.width || a.bottom <= b.y || b.bottom <= a.y;
        expect(apart, `seed ${seed}`).toBe(true);
      }
    });
  }
});

it('keeps a plain chain a straight column under its trigger', () => {
  const places = quick({ ...sample(), edges: sample().edges.filter(({ path }) => path !== 'event') });
  expect(new Set(['start', 'm1', 'e1'].map((id) => places[id]?.[0]))).toEqual(new Set([0]));
  expect(places.start).toEqual([0, 0]);
});

it('puts the ways out of a step from left to right in their order', () => {
  const nodes: Node[] = [
    { id: 'start', kind: 'trigger' },
    { id: 's', kind: 'split', paths: [{ path: 'a' }, { path: 'b' }] } as Node,
    ...['else', 'b', 'a'].map((id): Node => ({ id, kind: 'exit' })),
  ];
  const edges: Edge[] = [
    { from: 'start', to: 's' },
    ...['else', 'b', 'a'].map((path): Edge => ({ from: 's', path, to: path })),
  ];
  const places = quick({ format: 'scenario/1', key: 'k', name: '', nodes, edges });
  const [a, b, other] = ['a', 'b', 'else'].map((id) => places[id]?.[0] ?? 0) as [number, number, number];
  expect(a).toBeLessThan(b);
  expect(b).toBeLessThan(other);
});

it('spreads no further than there is need to', () => {
  const pitch = CARD.width + GAP.across;
  expect(spread([0, pitch, 2 * pitch])).toEqual([0, pitch, 2 * pitch]);
  expect(spread([0, 0])).toEqual([-pitch / 2, pitch / 2]);
  expect(spread([])).toEqual([]);
});

it('lays a thousand cards too', () => {
  expect(Object.keys(quick(any(7, 1_000)))).toHaveLength(1_000);
});
