import { expect, it } from 'vitest';
import { labelled, pointsOf, spread } from '../quadrant';
import { row } from './sample';

const bounds = { left: 0, right: 400, top: 0, bottom: 300 };

it('leaves out rows whose place is not known', () => {
  expect(pointsOf([row('a', 1), row('b', 2, { value: null })]).map((one) => one.row.scenario)).toEqual(['a']);
});

it('never hides a dot behind another one', () => {
  const placed = spread(
    Array.from({ length: 6 }, () => ({ x: 100, y: 100 })),
    10,
  );
  for (const [index, one] of placed.entries()) {
    for (const other of placed.slice(index + 1)) {
      expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(19.9);
    }
  }
});

it('writes a name where there is room, on the other side at the edge, and nowhere where there is none', () => {
  const alone = { scenario: 'a', x: 100, y: 100, width: 80 };
  expect(labelled([alone], 10, 16, bounds)[0]).toMatchObject({ anchor: 'start' });
  expect(labelled([{ ...alone, x: 380 }], 10, 16, bounds)[0]).toMatchObject({ anchor: 'end' });
  expect(labelled([{ ...alone, width: 900 }], 10, 16, bounds)).toEqual([]);
});
