import { describe, expect, it } from 'vitest';
import { fixedWords, openingAt, pieces, written } from '../liquid';

/** The text with its caret at `^`. */
function at(marked: string) {
  const caret = marked.indexOf('^');
  return { text: marked.replace('^', ''), caret };
}

function choose(marked: string, suggestion: string): string {
  const { text, caret } = at(marked);
  const opening = openingAt(text, caret);
  if (!opening) return 'nothing';
  const result = written(text, opening, suggestion);
  return `${result.text.slice(0, result.caret)}^${result.text.slice(result.caret)}`;
}

describe('what is completed', () => {
  it.each([
    ['Bonjour ^', undefined],
    ['Bonjour {{^', 'field'],
    ['Bonjour {{ fir^', 'field'],
    ['Bonjour {{ first_name }} ^', undefined],
    ['Bonjour {{ first_name }} {{ ^', 'field'],
    ['{{ event.am^ }}', 'field'],
    ['{{ first_name | ^', 'filter'],
    ['{{ first_name | def^', 'filter'],
    ['{{ first_name | default: "ch^', undefined],
    ['{{ first_name ^', undefined],
    ['{%^', 'tag'],
    ['{% i^', 'tag'],
    ['{% if vi^', 'field'],
    ['{% endif ^', undefined],
    ['{% if vip %}^', undefined],
  ])('%s', (marked, wanted) => {
    const { text, caret } = at(marked);
    expect(openingAt(text, caret)?.wanted).toBe(wanted);
  });
});

describe('what a suggestion writes', () => {
  it.each([
    ['Bonjour {{^', 'first_name', 'Bonjour {{ first_name }}^'],
    ['Bonjour {{ fi^', 'first_name', 'Bonjour {{ first_name }}^'],
    ['Bonjour {{ fi^rst }} !', 'first_name', 'Bonjour {{ first_name^ }} !'],
    ['{{ fi^ et {{ city }}', 'first_name', '{{ first_name }}^ et {{ city }}'],
    ['{{ first_name | def^', 'default: "|caret|"', '{{ first_name | default: "^" }}'],
    ['{%^', 'if |caret| %}{% endif', '{% if ^ %}{% endif %}'],
    ['{% if vi^ %}', 'vip', '{% if vip^ %}'],
  ])('%s and %s', (marked, suggestion, expected) => {
    expect(choose(marked, suggestion)).toBe(expected);
  });
});

it('a text is the same once its pieces are put together', () => {
  const text = 'A {{ b }} c {% if d %}e{% endif %} {{ f';
  expect(
    pieces(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
  expect(fixedWords(text)).toBe('A  c e {{ f');
});
