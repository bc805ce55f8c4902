import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../api/client';
import { setCut } from '../edits';
import { MatrixStore, PAUSE_MS } from '../store';
import type { Kept, MatrixDoc, Table } from '../types';
import { row, table } from './sample';

const EMPTY: MatrixDoc = { format: 'matrix/1' };
const kept: Kept = { revision: 4, document: EMPTY, table: table([row('a', 1), row('b', 2)]) };
const other: Table = table([row('b', 1), row('a', 2)]);

function opened(answers: Record<string, unknown>) {
  const asked: unknown[][] = [];
  const ask = async <Shape>(method: string, path: string, ...rest: unknown[]): Promise<Shape> => {
    asked.push([method, path, ...rest]);
    const answer = answers[`${method} ${path}`];
    if (answer instanceof Error) throw answer;
    return answer as Shape;
  };
  return { store: new MatrixStore({ ask }, kept), asked };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('asks once what a run of changes comes to', async () => {
  const { store, asked } = opened({ 'POST /matrix/preview': { table: other } });
  for (const cut of [1, 2, 1]) store.edit((document) => setCut(document, cut));
  expect(store.get().busy).toBe('preview');
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(asked).toEqual([['POST', '/matrix/preview', { document: { ...EMPTY, cut: 1 } }]]);
  expect(store.get()).toMatchObject({ table: other, changed: [['cut']], busy: undefined });
});

it('has nothing to keep once a change is taken back by hand or by reset', () => {
  const { store } = opened({});
  store.edit((document) => setCut(document, 1));
  store.edit((document) => setCut(document, undefined));
  expect(store.get()).toMatchObject({ draft: EMPTY, table: kept.table, changed: [] });
  store.edit((document) => setCut(document, 1));
  store.reset();
  expect(store.get()).toMatchObject({ draft: EMPTY, changed: [], busy: undefined });
});

it('keeps a draft over the revision it was made from', async () => {
  const saved: Kept = { revision: 5, document: { ...EMPTY, cut: 1 }, table: other };
  const { store, asked } = opened({ 'PUT /matrix': saved });
  store.edit((document) => setCut(document, 1));
  expect(await store.keep()).toBe(true);
  expect(asked).toEqual([['PUT', '/matrix', { document: { ...EMPTY, cut: 1 } }, { 'If-Match': '"4"' }]]);
  expect(store.get()).toMatchObject({ kept: saved, changed: [] });
});

it('merges with what somebody saved meanwhile, and has it still to keep', async () => {
  const theirs: Kept = { revision: 5, document: { ...EMPTY, capacity_days: 40 }, table: other };
  const { store } = opened({
    'PUT /matrix': new ApiError(412, 'precondition_failed', 'Saved meanwhile'),
    'GET /matrix': theirs,
    'POST /matrix/preview': { table: other },
  });
  store.edit((document) => setCut(document, 1));
  expect(await store.keep()).toBe(false);
  expect(store.get().conflict).toMatchObject({ theirs, clashes: [] });
  store.join();
  expect(store.get()).toMatchObject({
    draft: { ...EMPTY, capacity_days: 40, cut: 1 },
    changed: [['cut']],
    conflict: undefined,
  });
});

it('tells why it could not be counted, and keeps the draft', async () => {
  const { store } = opened({ 'POST /matrix/preview': new ApiError(422, 'invalid', 'The cut is too large') });
  store.edit((document) => setCut(document, 99));
  await vi.advanceTimersByTimeAsync(PAUSE_MS);
  expect(store.get()).toMatchObject({ problem: 'The cut is too large', draft: { ...EMPTY, cut: 99 } });
});
