import { describe, expect, it } from 'vitest';
import { bothTexts, placeIn } from '../texts';

describe('two people in one text', () => {
  it('keeps the words of both at one place', () => {
    expect(bothTexts(['Relancer. ', 'Relancer. a', 'Relancer. ab'], 'Relancer. X')).toBe('Relancer. Xab');
  });

  it('keeps words at two places where they were put', () => {
    expect(bothTexts(['un deux', 'un petit deux'], 'un deux trois')).toBe('un petit deux trois');
    expect(bothTexts(['un deux', 'un deux trois'], 'un petit deux')).toBe('un petit deux trois');
  });

  it('takes what was made of the own words as it is', () => {
    expect(bothTexts(['', 'a', 'ab'], 'abX')).toBe('abX');
    expect(bothTexts(['', 'a', 'ab', 'abc'], 'abX')).toBe('abXc');
  });

  it('goes on from what was heard before', () => {
    expect(bothTexts(['R', 'Ra', 'RX', 'RXa', 'RXab'], 'RXY')).toBe('RXYab');
  });

  it('does not put twice what is there', () => {
    expect(bothTexts(['R ', 'R bonjour', 'R bonjour a'], 'R le bonjour')).toBe('R le bonjour a');
  });

  it.each(['', 'R', 'le devis', 'aa', 'XaX', 'abab'])(
    'loses nobody’s words when two add to « %s »',
    (text) => {
      const letters = (of: string): string[] => [...of].sort();
      for (let at = 0; at <= text.length; at += 1)
        for (let other = 0; other <= text.length; other += 1) {
          const mine = ['b', 'bc', 'bca'].map((words) => text.slice(0, at) + words + text.slice(at));
          const both = bothTexts([text, ...mine], `${text.slice(0, other)}YXY${text.slice(other)}`);
          expect(letters(both)).toEqual(letters(`${text}bcaYXY`));
        }
    },
  );
});

it('keeps a place at its words', () => {
  expect(placeIn('devis', 'le devis', 5)).toBe(8);
  expect(placeIn('devis', 'devis signé', 2)).toBe(2);
});
