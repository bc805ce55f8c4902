import ELK from 'elkjs/lib/elk.bundled.js';
import { expect, it } from 'vitest';
import { sample } from '../../model/__tests__/sample';
import { Dice, world } from '../../model/__tests__/worlds';
import type { Places } from '../../model/commands';
import { CARD, cardHeight } from '../../model/geometry';
import { frameOf, group, groupOf } from '../../model/groups';
import { fromElk, toElk } from '../elkGraph';
import { placesOf, stack } from '../stack';

function overlaps(places: Places): string[] {
  const nodes = sample().nodes;
  return nodes.flatMap((a, index) =>
    nodes.slice(index + 1).flatMap((b) => {
      const [ax, ay] = places[a.id] ?? [0, 0];
      const [bx, by] = places[b.id] ?? [0, 0];
      const apart =
        Math.abs(ax - bx) >= CARD.width || (ay < by ? by - ay >= cardHeight(a) : ay - by >= cardHeight(b));
      return apart ? [] : [`${a.id} ${b.id}`];
    }),
  );
}

it('arranges from top to bottom, the first way out on the left, on the grid', async () => {
  const scenario = sample();
  scenario.nodes.push({ id: 'u1', kind: 'update' });
  scenario.edges[2] = { from: 'e1', path: 'event', to: 'u1' };
  scenario.edges.push({ from: 'u1', to: 'end' });
  const places = fromElk(await new ELK().layout(toElk(scenario)));
  expect(places.start).toEqual([0, 0]);
  const [x, y] = places.u1 ?? [0, 0];
  expect(x).toBeLessThan(places.m2?.[0] ?? 0);
  expect(y).toBe(places.m2?.[1]);
  expect(y).toBeGreaterThan(places.e1?.[1] ?? 0);
  expect(
    Object.values(places)
      .flat()
      .every((value) => value % 8 === 0),
  ).toBe(true);
});

it('stacks without overlaps, loops included', () => {
  const scenario = sample();
  scenario.edges.push({ from: 'm2', to: 'm1' });
  const places = stack(scenario);
  expect(Object.keys(places)).toHaveLength(5);
  expect(overlaps(places)).toEqual([]);
});

it('believes the document before what was computed', () => {
  const scenario = { ...sample(), layout: { start: [8, 8] as [number, number] } };
  const places = placesOf(scenario, stack(scenario));
  expect(places.start).toEqual([8, 8]);
  expect(Object.keys(places)).toHaveLength(5);
});

it('finds a place for what neither knows', () => {
  const places = placesOf(sample(), {});
  expect(overlaps(places)).toEqual([]);
});

it('keeps the cards of a group together, and every other card out of its box', async () => {
  const elk = new ELK();
  for (let seed = 0; seed < 8; seed += 1) {
    const dice = new Dice(seed);
    const { scenario: plain } = world(dice, 12);
    const ids = plain.nodes.map(({ id }) => id);
    const one = group(plain, dice.some(ids, 0.3))?.scenario ?? plain;
    const free = ids.filter((id) => !groupOf(one, id));
    const scenario = group(one, dice.some(free, 0.3))?.scenario ?? one;
    const places = fromElk(await elk.layout(toElk(scenario)));
    expect(Object.keys(places).sort()).toEqual([...ids].sort());
    for (const { nodes } of scenario.groups ?? []) {
      const frame = frameOf(scenario, nodes, places);
      if (!frame) continue;
      const strangers = scenario.nodes.filter(({ id }) => {
        const [x, y] = places[id] ?? [0, 0];
        const [left, top] = frame.at;
        const inside = x + CARD.width > left && x < left + frame.size[0] && y < top + frame.size[1];
        return !nodes.includes(id) && inside && y + CARD.body > top;
      });
      expect(strangers.map(({ id }) => id)).toEqual([]);
    }
  }
}, 30_000);
