import { expect, it } from 'vitest';
import { matrix as en } from '../../i18n/matrix.en';
import { matrix as fr } from '../../i18n/matrix.fr';
import { Format } from '../format';
import { readNumber } from '../NumberField';
import { ballotOf, strength } from '../panels/Agreement';
import { nearestStep } from '../words';

it('has both languages name the same values', () => {
  const names = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [key, french] of Object.entries(fr)) {
    expect(names(en[key as keyof typeof fr]), key).toEqual(names(french));
  }
});

it('writes figures the way of the language', () => {
  expect(new Format('fr').money(0.1, 2)).toBe('0,10\u00a0€');
  expect(new Format('fr').money(45, 2)).toBe('45\u00a0€');
  expect([0, 0.0005, 0.08, 1.25].map((rate) => new Format('fr').rate(rate))).toEqual([
    '0',
    '<\u202f0,01',
    '0,08',
    '1,25',
  ]);
  expect(new Format('en').percent(0.876, 1)).toBe('87.6%');
  expect(new Format('fr').date('2026-11-20')).toBe('20 nov. 2026');
  expect(new Format('fr').text({ fr: "Contribue à l'objectif ; oui", en: '' })).toBe(
    'Contribue à l’objectif\u202f; oui',
  );
});

it('reads a number as it is typed', () => {
  expect(['1 200', '0,5', '', 'x', '-1'].map((text) => readNumber(text))).toEqual([
    1200,
    0.5,
    undefined,
    undefined,
    undefined,
  ]);
  expect(readNumber('101', 0, 100)).toBeUndefined();
});

it('finds the step of the scale that a judgement is nearest to', () => {
  expect([1, 2.9, 0.34, 8, 0.12].map(nearestStep)).toEqual([1, 3, 1 / 3, 9, 1 / 9]);
});

it('says agreement in a word', () => {
  expect([0.2, 0.5, 0.7].map(strength)).toEqual(['weak', 'fair', 'strong']);
});

it('opens the sheet of one voter alone', () => {
  const vote = { department: 'DSI', scenario: 'devis', criterion: 'impact', level: 4 };
  const votes = [
    { ...vote, voter: 'Ana' },
    { ...vote, voter: 'Bruno', level: 1 },
  ];
  expect(ballotOf(votes, 'Ana', 'DSI')).toEqual({ department: 'DSI', levels: { devis: { impact: 4 } } });
});
