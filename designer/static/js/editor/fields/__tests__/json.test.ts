import { expect, test } from 'vitest';
import { withWords, wordsIn } from '../Bilingual';
import { matching } from '../Combobox';
import { findingWords } from '../context';
import { readNumber } from '../inputs';
import { moved, withItem, withMember } from '../json';
import { readTime } from '../pickers';
import { speech } from '../speech';

test('members and items are changed without touching the old value', () => {
  const old = { a: 1, b: 2 };
  expect(withMember(old, 'a', undefined)).toEqual({ b: 2 });
  expect(withMember(old, 'b', 3)).toEqual({ a: 1, b: 3 });
  expect(old).toEqual({ a: 1, b: 2 });
  expect(withItem(['x', 'y'], 0, undefined)).toEqual(['y']);
  expect(withItem(['x', 'y'], 1, 'z')).toEqual(['x', 'z']);
  expect(moved(['x', 'y', 'z'], 2, -1)).toEqual(['x', 'z', 'y']);
  expect(moved(['x', 'y'], 0, -1)).toEqual(['x', 'y']);
});

test('a text is a plain string until the second language is written', () => {
  expect(withWords(undefined, 'fr', 'Bonjour')).toBe('Bonjour');
  expect(withWords('Bonjour', 'en', 'Hello')).toEqual({ fr: 'Bonjour', en: 'Hello' });
  expect(withWords({ fr: 'Bonjour', en: 'Hello' }, 'en', '')).toBe('Bonjour');
  expect(withWords({ fr: 'Bonjour', en: 'Hello' }, 'fr', '')).toEqual({ en: 'Hello' });
  expect(withWords('Bonjour', 'fr', '')).toBeUndefined();
  expect(wordsIn('Bonjour', 'en')).toBe('');
});

test('numbers are read with a comma or a point', () => {
  expect(readNumber('1 234')).toBe(1234);
  expect(readNumber('0,5', 2)).toBe(0.5);
  expect(readNumber('12.345', 2)).toBe(12.35);
  expect(readNumber('abc')).toBeUndefined();
  expect(readNumber('1e3')).toBeUndefined();
});

test('suggestions are found without accents, by any of their words', () => {
  const options = [
    { value: 'stage', label: 'Étape commerciale' },
    { value: 'city', label: 'Ville' },
  ];
  expect(matching(options, 'etape')).toEqual([options[0]]);
  expect(matching(options, 'COM eta')).toEqual([options[0]]);
  expect(matching(options, 'cit')).toEqual([options[1]]);
  expect(matching(options, '')).toEqual(options);
});

test('a finding beside its step does not repeat where it is', () => {
  const say = (fr: string, en: string): string[] => {
    const finding = { rule: 'x', severity: 'error' as const, scenario: 'a', node: 'w', message: { fr, en } };
    return [findingWords(finding, speech('fr')), findingWords(finding, speech('en'))].map((words) =>
      words.replace(/\u00a0/g, ' '),
    );
  };
  expect(
    say('Scénario a, étape « w » : la suite manque : reliez-la.', "Scenario a, step 'w': nothing follows."),
  ).toEqual(['La suite manque : reliez-la.', 'Nothing follows.']);
  expect(say('Reliez cette étape.', 'Connect this step.')).toEqual([
    'Reliez cette étape.',
    'Connect this step.',
  ]);
});

test.each([
  ['9', '09:00'],
  ['9h', '09:00'],
  ['9h30', '09:30'],
  ['09:05', '09:05'],
  ['0930', '09:30'],
  ['14.15', '14:15'],
  ['24:00', undefined],
  ['9:75', undefined],
  ['noon', undefined],
])('%j is the time %j', (typed, time) => {
  expect(readTime(typed)).toBe(time);
});
