import { expect, it } from 'vitest';
import {
  judged,
  pairsOf,
  setCapacity,
  setCut,
  setGate,
  setLevel,
  setPair,
  setPlan,
  setScore,
  setWeight,
} from '../edits';
import type { MatrixDoc } from '../types';

const EMPTY: MatrixDoc = { format: 'matrix/1' };

it('gives a first level a date and a middling confidence, and keeps what is known of a later one', () => {
  const once = setLevel(EMPTY, 'devis', 'impact', 3, '2026-11-20');
  expect(once.rows?.devis?.scores?.impact).toEqual({ level: 3, confidence: 80, date: '2026-11-20' });
  const known = setScore(once, 'devis', 'impact', { level: 3, confidence: 100, source: 'CRM' });
  const twice = setLevel(known, 'devis', 'impact', 5, '2026-11-20');
  expect(twice.rows?.devis?.scores?.impact).toEqual({
    level: 5,
    confidence: 100,
    source: 'CRM',
    date: '2026-11-20',
  });
});

it('leaves nothing behind when what was given is taken back', () => {
  const scored = setLevel(EMPTY, 'devis', 'impact', 3, '2026-11-20');
  expect(setScore(scored, 'devis', 'impact', undefined)).toEqual(EMPTY);
  expect(setGate(setGate(EMPTY, 'devis', 'legal', 'closed'), 'devis', 'legal', undefined)).toEqual(EMPTY);
  expect(setWeight(setWeight(EMPTY, 'impact', 5), 'impact', undefined)).toEqual(EMPTY);
  expect(setCut(setCut(EMPTY, 3), undefined)).toEqual(EMPTY);
  expect(setCapacity(setCapacity(EMPTY, 40), undefined)).toEqual(EMPTY);
  expect(
    setPlan(setPlan(EMPTY, 'devis', { decision: 'go', owner: 'Léa' }), 'devis', {
      decision: 'to-decide',
      owner: '',
    }),
  ).toEqual(EMPTY);
});

it('keeps a cut of none apart from no cut', () => {
  expect(setCut(EMPTY, 0).cut).toBe(0);
});

it('reads a judgement from both sides and writes it once', () => {
  const back: MatrixDoc = { ...EMPTY, ahp: { pairs: { data: { impact: 4 } } } };
  expect(judged(back.ahp?.pairs ?? {}, 'impact', 'data')).toBe(0.25);
  expect(setPair(back, 'impact', 'data', 3).ahp).toEqual({ pairs: { impact: { data: 3 } } });
  expect(setPair(back, 'impact', 'data', undefined)).toEqual(EMPTY);
});

it('asks for every pair once', () => {
  expect(pairsOf(['a', 'b', 'c'])).toEqual([
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'c'],
  ]);
});
