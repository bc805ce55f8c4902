import { describe, expect, it } from 'vitest';
import { places, sample } from '../../model/__tests__/sample';
import type { Node } from '../../model/document';
import { CARD } from '../../model/geometry';
import { type Box, Field, hits, middleOf, type Point, pathOf, routes } from '../route';

const wait = (id: string): Node => ({ id, kind: 'wait' });

function crosses(points: Point[], left: number, top: number): boolean {
  return points.slice(1).some((b, index) => {
    const a = points[index] as Point;
    return (
      Math.max(a[0], b[0]) > left &&
      Math.min(a[0], b[0]) < left + CARD.width &&
      Math.max(a[1], b[1]) > top &&
      Math.min(a[1], b[1]) < top + CARD.body
    );
  });
}

describe('a line', () => {
  it('is straight between cards one above the other', () => {
    const lines = routes(sample().nodes, sample().edges, places);
    expect(lines.get('start|next|m1')).toEqual([
      [132, 64],
      [132, 128],
    ]);
  });

  it('has right angles only', () => {
    for (const points of routes(sample().nodes, sample().edges, places).values()) {
      points.slice(1).forEach((point, index) => {
        const before = points[index] as Point;
        expect(point[0] === before[0] || point[1] === before[1]).toBe(true);
      });
    }
  });

  it.each<[string, Point]>([
    ['past a card that stands between', [0, 400]],
    ['back up to a card above', [-400, -200]],
    ['to a card at the same height', [500, 0]],
  ])('goes around the other cards: %s', (_, to) => {
    const around = { a: [0, 0], between: [20, 160], b: to } as Record<string, Point>;
    const line = routes([wait('a'), wait('between'), wait('b')], [{ from: 'a', to: 'b' }], around).get(
      'a|next|b',
    );
    expect(line).toBeDefined();
    expect(crosses(line ?? [], 20, 160)).toBe(false);
  });
});

it('keeps two ways out of one card apart', () => {
  const split: Node = { id: 's', kind: 'split', paths: [{ path: 'a' }] };
  const edges = [
    { from: 's', path: 'a', to: 'far' },
    { from: 's', path: 'else', to: 'near' },
  ];
  const at = { s: [0, 0], near: [300, 200], far: [700, 200] } as Record<string, Point>;
  const lines = routes([split, wait('near'), wait('far')], edges, at);
  const level = (key: string): number | undefined => lines.get(key)?.[1]?.[1];
  expect(level('s|a|far')).not.toBe(level('s|else|near'));
});

it('rounds corners and ends on the card', () => {
  expect(
    pathOf([
      [0, 0],
      [0, 50],
      [80, 50],
      [80, 90],
    ]),
  ).toBe('M0 0L0 40Q0 50 10 50L70 50Q80 50 80 60L80 90');
});

it('finds the middle of a bent line', () => {
  expect(
    middleOf([
      [0, 0],
      [0, 10],
      [30, 10],
    ]),
  ).toEqual([10, 10]);
});

it('holds a stretch against every card that it runs through', () => {
  const boxes: Box[] = Array.from({ length: 60 }, (_, index) => {
    const [left, top] = [(index * 173) % 1400, (index * 311) % 900];
    return { id: `n${index}`, left, top, right: left + CARD.width, bottom: top + CARD.body };
  });
  const field = new Field(boxes);
  for (let at = -40; at < 1600; at += 7) {
    for (const [a, b] of [
      [
        [at, -50],
        [at + 0.4, 700],
      ],
      [
        [20, at],
        [900, at],
      ],
    ] as [Point, Point][]) {
      const near = field.around(a, b);
      expect(boxes.filter((box) => hits(a, b, box)).every((box) => near.includes(box))).toBe(true);
    }
  }
});
