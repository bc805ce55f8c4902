import { describe, expect, it } from 'vitest';
import { stack } from '../../layout/stack';
import { ALIGNMENTS, aligned, arrangeAll, arrangeAround, arrangePart, distributed, partOf } from '../arrange';
import { move } from '../commands';
import type { Position } from '../document';
import { CARD, GRID } from '../geometry';
import { addNote } from '../notes';
import { type Box, boxesOf, moveThings } from '../things';
import { places, sample } from './sample';
import { covered, Dice, world } from './worlds';

const box = (key: string, x: number, y: number, width = 100, height = 40): Box => ({
  key,
  at: [x, y],
  size: [width, height],
});
const three = [box('a', 0, 0), box('b', 48, 104, 60), box('c', 200, 304)];

describe('aligning', () => {
  it.each([
    ['left', { a: [0, 0], b: [0, 104], c: [0, 304] }],
    ['right', { a: [200, 0], b: [240, 104], c: [200, 304] }],
    ['centre', { a: [104, 0], b: [120, 104], c: [104, 304] }],
    ['top', { a: [0, 0], b: [128, 0], c: [216, 0] }],
  ] as const)('%s', (how, found) => {
    expect(aligned(three, how)).toEqual(found);
  });

  it('needs two, and distributing three', () => {
    expect(aligned([box('a', 0, 0)], 'left')).toEqual({});
    expect(distributed(three.slice(1), 'down')).toEqual({});
  });

  it('makes the gaps equal, the first and the last staying', () => {
    expect(distributed(three, 'down')).toEqual({ a: [0, 0], b: [48, 152], c: [200, 304] });
  });

  it('never puts one thing on another, and is the same when done twice', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const dice = new Dice(seed);
      const boxes = Array.from({ length: 2 + dice.below(6) }, (_, index) =>
        box(`b${index}`, dice.below(60) * GRID, dice.below(60) * GRID, 264, 64 + dice.below(2) * 26),
      );
      for (const how of ALIGNMENTS) {
        const put = (moved: Record<string, Position>, of: Box[]): Box[] =>
          of.map((one) => ({ ...one, at: moved[one.key] ?? one.at }));
        const once = put(aligned(boxes, how), boxes);
        const across = how === 'left' || how === 'centre' || how === 'right';
        const sorted = [...once].sort((a, b) => a.at[across ? 1 : 0] - b.at[across ? 1 : 0]);
        sorted.slice(1).forEach((one, index) => {
          const before = sorted[index] as Box;
          const axis = across ? 1 : 0;
          expect(one.at[axis]).toBeGreaterThanOrEqual(before.at[axis] + before.size[axis]);
        });
        // A middle falls between two points of the grid, and so may turn once more.
        if (how !== 'centre' && how !== 'middle') expect(put(aligned(once, how), once)).toEqual(once);
      }
    }
  });

  it('moves notes and cards alike, and counts as placed by hand', () => {
    const { scenario, id } = addNote(sample(), [640, 40]);
    const moved = aligned(boxesOf(scenario, places, ['m1', 'm2'], [id]), 'left');
    const next = moveThings(scenario, places, moved);
    expect(next.notes?.[0]?.at[0]).toBe(0);
    expect(next.layout?.m2?.[0]).toBe(0);
    expect(next.placed).toEqual(['m1', 'm2']);
  });
});

describe('laying out', () => {
  it('whole forgets what was placed by hand, and notes follow the nearest card', () => {
    const { scenario } = addNote(move(sample(), places, { m2: [640, 416] }), [920, 424]);
    const next = arrangeAll(scenario, { ...places, m2: [640, 416] }, stack(scenario));
    expect(next.placed).toBeUndefined();
    expect(next.layout).toEqual(stack(scenario));
    const [x, y] = stack(scenario).m2 ?? [0, 0];
    expect(next.notes?.[0]?.at).toEqual([x + 280, y + 8]);
  });

  it('puts no note on a card that lay on none', () => {
    for (let seed = 0; seed < 30; seed += 1) {
      const dice = new Dice(seed);
      const { scenario: plain, places: before } = world(dice, 12);
      const { scenario } = addNote(plain, [dice.below(300) * GRID, -400]);
      const next = arrangeAll(scenario, before, stack(scenario));
      const [x, y] = next.notes?.[0]?.at ?? [0, 0];
      const under = next.nodes.filter(({ id }) => {
        const [left, top] = next.layout?.[id] ?? [0, 0];
        return x < left + CARD.width && left < x + 208 && y < top + CARD.body && top < y + 128;
      });
      expect(under).toEqual([]);
    }
  });

  it('around what was placed by hand leaves it to the pixel and covers nothing', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const dice = new Dice(seed);
      const { scenario, places: before } = world(dice, 5 + dice.below(25));
      const hand = dice.some(
        scenario.nodes.map((node) => node.id),
        0.3,
      );
      const apart: Record<string, Position> = {};
      hand.forEach((id, index) => {
        apart[id] = [dice.below(20) * 40, index * 160 + dice.below(4) * GRID];
      });
      const placed = move(scenario, before, apart);
      const next = arrangeAround(placed, placed.layout ?? {}, stack(placed));
      for (const id of hand) expect(next.layout?.[id]).toEqual(placed.layout?.[id]);
      const rest = scenario.nodes.map((node) => node.id).filter((id) => !hand.includes(id));
      expect(covered(next, next.layout ?? {}, rest)).toEqual([]);
      expect(next.placed).toEqual(placed.placed);
    }
  });

  it('around nothing placed is laying out whole', () => {
    expect(arrangeAround(sample(), places, stack(sample()))).toEqual(
      arrangeAll(sample(), places, stack(sample())),
    );
  });

  it('of a part keeps its first step, and the others where they are', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const dice = new Dice(seed + 100);
      const { scenario, places: before } = world(dice, 5 + dice.below(20));
      const ids = dice.some(
        scenario.nodes.map((node) => node.id),
        0.4,
      );
      const next = arrangePart(scenario, before, ids, stack(partOf(scenario, ids)));
      for (const node of scenario.nodes) {
        if (ids.includes(node.id)) continue;
        expect(next.layout?.[node.id] ?? before[node.id]).toEqual(before[node.id]);
      }
      expect(covered(scenario, next.layout ?? before, ids)).toEqual([]);
    }
  });
});
