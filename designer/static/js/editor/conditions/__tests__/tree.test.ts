import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../model/document';
import {
  at,
  canUnwrap,
  insert,
  isComplete,
  move,
  negate,
  read,
  regroup,
  remove,
  replace,
  size,
  unwrap,
  wrap,
  write,
} from '../tree';

const a: Condition = { eq: ['city', 'Lyon'] };
const b: Condition = { is_set: 'phone' };
const c: Condition = { in_segment: 'champions' };
const d: Condition = { consents: 'email' };

describe('reading', () => {
  const whole: Condition[] = [
    { all: [a, b] },
    { any: [] },
    { not: a },
    { eq: ['city', 'Lyon'] },
    { ne: ['city', 'Lyon'] },
    { gt: ['age', 18] },
    { ge: ['age', 18] },
    { lt: ['age', 18] },
    { le: ['age', 18] },
    { in: ['stage', ['prospect', 'lead']] },
    { between: ['score', 40, 60] },
    { is_set: 'phone' },
    { contains: ['tags', 'vip'] },
    { matches: ['email', '*@example.com'] },
    { did: { event: 'order.placed', within: 'P90D', at_least: 2, where: { gt: ['amount', 1000] } } },
    { not_did: { event: 'order.placed', within: 'P6M' } },
    { in_segment: 'champions' },
    { consents: 'email' },
  ];
  test.each(whole)('takes apart and puts together %j', (condition) => {
    const shape = read(condition);
    if (shape.op === 'unreadable') throw new Error('unreadable');
    expect(write(shape)).toEqual(condition);
  });

  test.each([
    null,
    'x',
    {},
    { eq: 'city' },
    { in: ['a', 'b'] },
    { near: ['a', 1] },
    { eq: ['a', 1], ne: ['b', 2] },
  ])('says %j is unreadable', (broken) => {
    expect(read(broken).op).toBe('unreadable');
  });
});

describe('editing', () => {
  test('a second criterion makes a group of two', () => {
    expect(insert(a, [], 1, b)).toEqual({ all: [a, b] });
  });

  test('a part is inserted where asked', () => {
    expect(insert({ any: [a, c] }, [], 1, b)).toEqual({ any: [a, b, c] });
  });

  test('the last part takes its group along', () => {
    expect(remove({ all: [a, { any: [b] }] }, [1, 0])).toEqual({ all: [a] });
    expect(remove({ not: a }, [0])).toBeUndefined();
    expect(remove(a, [])).toBeUndefined();
  });

  test('removing the criterion of an event leaves the event', () => {
    const condition: Condition = { did: { event: 'order.placed', where: a } };
    expect(remove(condition, [0])).toEqual({ did: { event: 'order.placed' } });
  });

  test('replacing reaches below negations and events', () => {
    const condition: Condition = { not: { did: { event: 'order.placed', where: a } } };
    expect(at(condition, [0, 0])).toEqual(a);
    expect(replace(condition, [0, 0], b)).toEqual({ not: { did: { event: 'order.placed', where: b } } });
  });

  test('wrapping then dissolving gives the tree back', () => {
    const condition: Condition = { all: [a, b] };
    const wrapped = wrap(condition, [1], 'any');
    expect(wrapped).toEqual({ all: [a, { any: [b] }] });
    expect(unwrap(wrapped, [1])).toEqual(condition);
  });

  test('a group of two at the top cannot be dissolved', () => {
    expect(canUnwrap({ any: [a, b] }, [])).toBe(false);
    expect(canUnwrap({ any: [a] }, [])).toBe(true);
  });

  test('negating twice changes nothing', () => {
    expect(negate(a, [])).toEqual({ not: a });
    expect(negate({ not: a }, [])).toEqual(a);
    expect(negate({ all: [{ not: a }, b] }, [0])).toEqual({ all: [a, b] });
  });

  test('and becomes or for the whole group', () => {
    expect(regroup({ all: [a, b] }, [], 'any')).toEqual({ any: [a, b] });
  });
});

describe('moving', () => {
  test('among siblings', () => {
    expect(move({ all: [a, b, c] }, [2], -1)).toEqual({ root: { all: [a, c, b] }, place: [1] });
    expect(move({ all: [a, b] }, [0], 1)).toEqual({ root: { all: [b, a] }, place: [1] });
  });

  test('into the group it meets', () => {
    expect(move({ all: [a, { any: [b, c] }] }, [0], 1)).toEqual({
      root: { all: [{ any: [a, b, c] }] },
      place: [0, 0],
    });
    expect(move({ all: [{ any: [b, c] }, a] }, [1], -1)).toEqual({
      root: { all: [{ any: [b, c, a] }] },
      place: [0, 2],
    });
  });

  test('out of its group at the end of it', () => {
    expect(move({ all: [a, { any: [b, c] }, d] }, [1, 1], 1)).toEqual({
      root: { all: [a, { any: [b] }, c, d] },
      place: [2],
    });
    expect(move({ all: [a, { any: [b, c] }] }, [1, 0], -1)).toEqual({
      root: { all: [a, b, { any: [c] }] },
      place: [1],
    });
  });

  test('an emptied group disappears', () => {
    expect(move({ all: [a, { any: [b] }] }, [1, 0], 1)).toEqual({ root: { all: [a, b] }, place: [1] });
    expect(move({ all: [a, { any: [b] }] }, [1, 0], -1)).toEqual({ root: { all: [a, b] }, place: [1] });
  });

  test('a negated criterion travels with its negation', () => {
    expect(move({ all: [a, { not: b }] }, [1, 0], -1)).toEqual({
      root: { all: [{ not: b }, a] },
      place: [0],
    });
  });

  test('nothing moves past the ends', () => {
    const condition: Condition = { all: [a, b] };
    expect(move(condition, [0], -1).root).toBe(condition);
    expect(move(condition, [1], 1).root).toBe(condition);
    expect(move(a, [], 1).root).toBe(a);
  });

  test('every criterion is still there after any move', () => {
    const condition: Condition = { all: [a, { any: [b, { not: { all: [c] } }] }, d] };
    for (const place of [[0], [1], [1, 0], [1, 1], [1, 1, 0, 0], [2]])
      for (const step of [-1, 1] as const) {
        const moved = move(condition, place, step);
        expect(size(moved.root)).toBe(4);
        expect(at(moved.root, moved.place)).toBeDefined();
      }
  });
});

test('what is not filled in is not complete', () => {
  expect(isComplete({ all: [a, b] })).toBe(true);
  expect(isComplete({ all: [] })).toBe(true);
  expect(isComplete({ all: [a, { eq: ['city', ''] }] })).toBe(false);
  expect(isComplete({ did: {} })).toBe(false);
  expect(isComplete({ in: ['stage', []] })).toBe(false);
});
