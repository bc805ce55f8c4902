import { expect, it } from 'vitest';
import { crossings, inPlay, keptAt, keptDays, lineAt, moves, nearestEdge } from '../moves';
import { overlaid } from '../overlay';
import { row, table } from './sample';

const before = table([row('a', 1, { kept: true }), row('b', 2, { kept: true }), row('c', 3)]);

it('counts the ranks won and lost, and who crosses the line', () => {
  const after = table([row('c', 1, { kept: true }), row('a', 2, { kept: true }), row('b', 3)]);
  expect(Object.fromEntries(moves(before, after))).toEqual({ a: -1, b: -1, c: 2 });
  expect(crossings(before, after)).toEqual({ enter: ['c'], leave: ['b'] });
});

it('never counts a barred or an empty row among those that can be kept', () => {
  expect(inPlay(row('a', 1))).toBe(true);
  expect(inPlay(row('a', 1, { decision: 'no-go' }))).toBe(false);
  expect(inPlay(row('a', 1, { score: null }))).toBe(false);
  expect(inPlay(row('a', 1, { gates: { legal: 'closed', consent: null, data: null } }))).toBe(false);
  const rows = [row('a', 1), row('b', 2, { decision: 'no-go' }), row('c', 3)];
  expect([0, 1, 2, 3].map((line) => keptAt(rows, line))).toEqual([0, 1, 1, 2]);
});

it('stands the line below the last row that is kept', () => {
  expect(lineAt(before.rows)).toBe(2);
  expect(lineAt([row('a', 1)])).toBe(0);
});

it('drops a dragged line at the nearest edge', () => {
  expect([0, 14, 16, 99].map((height) => nearestEdge([0, 10, 20], height))).toEqual([0, 1, 2, 2]);
});

it('adds up the days of the sprints', () => {
  const sprints = [
    { sprint: 1, lots: [['a']], days: 38, capacity: 40, estimated: ['a'] },
    { sprint: 2, lots: [['b']], days: 4.5, capacity: 40, estimated: [] },
  ];
  expect(keptDays({ ...before, sprints })).toEqual({ days: 42.5, estimated: 1, sprints: 2 });
});

it('shows at once what was just given: the level, the gate, the share of a weight, the cut', () => {
  const shown = overlaid(before, {
    format: 'matrix/1',
    weights: { impact: 40 },
    cut: 1,
    rows: { a: { scores: { impact: { level: 4 } }, gates: { legal: 'closed' } } },
  });
  expect(shown.rows[0]?.scores.impact).toMatchObject({ level: 4, confidence: 100 });
  expect(shown.rows[0]?.gates).toEqual({ legal: 'closed', consent: null, data: null });
  expect(shown.criteria.map((one) => one.share)).toEqual([0.5, 0.5]);
  expect(shown.rows.map((one) => one.kept)).toEqual([false, true, false]);
});
