import { expect, it } from 'vitest';
import { changes, merge } from '../merge';

const base = { rows: { a: { scores: { impact: { level: 2 } } }, b: { decision: 'go' } }, cut: 3 };

it('joins changes of different cells', () => {
  const mine = { ...base, rows: { ...base.rows, a: { scores: { impact: { level: 4 } } } } };
  const theirs = { ...base, cut: 5, rows: { ...base.rows, b: { decision: 'no-go' } } };
  expect(merge(base, mine, theirs)).toEqual({
    document: { rows: { a: { scores: { impact: { level: 4 } } }, b: { decision: 'no-go' } }, cut: 5 },
    clashes: [],
  });
});

it('keeps mine where both changed one cell, and says which', () => {
  const mine = { ...base, rows: { ...base.rows, a: { scores: { impact: { level: 4 } } } } };
  const theirs = { ...base, rows: { ...base.rows, a: { scores: { impact: { level: 1, source: 'CRM' } } } } };
  const { document, clashes } = merge(base, mine, theirs);
  expect(document).toEqual(mine);
  expect(clashes.map((clash) => clash.path)).toEqual([['rows', 'a', 'scores', 'impact']]);
});

it('lets a removal of theirs stand where I did not touch it', () => {
  const { cut: _gone, ...theirs } = base;
  expect(merge<object>(base, base, theirs)).toEqual({ document: theirs, clashes: [] });
});

it('does not call the same change of both a clash', () => {
  const both = { ...base, cut: 7 };
  expect(merge(base, both, { ...both })).toEqual({ document: both, clashes: [] });
});

it('counts changes by cell', () => {
  const after = {
    ...base,
    rows: { ...base.rows, a: { scores: { impact: { level: 4 }, data: { level: 1 } } } },
  };
  expect(changes(base, after)).toEqual([
    ['rows', 'a', 'scores', 'impact'],
    ['rows', 'a', 'scores', 'data'],
  ]);
});
