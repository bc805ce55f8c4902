import { expect, it } from 'vitest';
import { editor as en } from '../editor.en';
import { editor as fr } from '../editor.fr';
import { frenchSpaces, frenchWords, translator } from '../translate';

const words = translator({
  fr: { hello: 'Bonjour {name} !', 'step.one': '{count} étape', 'step.other': '{count} étapes' },
  en: { hello: 'Hello {name}!', 'step.one': '{count} step', 'step.other': '{count} steps' },
});

it('fills in, and chooses the plural of the language', () => {
  expect(words('fr')('hello', { name: 'Zoé' })).toBe('Bonjour Zoé\u202f!');
  expect(words('fr')('step', { count: 0 })).toBe('0 étape');
  expect(words('en')('step', { count: 0 })).toBe('0 steps');
  expect(words('en')('step', { count: 1200 })).toBe('1,200 steps');
});

it('spaces French the French way', () => {
  expect(frenchSpaces('« oui » : 12 % ?')).toBe('«\u00a0oui\u00a0»\u00a0: 12\u00a0%\u202f?');
});

it('prints what came typed', () => {
  expect(frenchWords("l'étape n'a rien ; 'a b'")).toBe("l’étape n’a rien\u202f; 'a b'");
});

it('has both languages name the same values', () => {
  const names = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [key, french] of Object.entries(fr)) {
    expect(names(en[key as keyof typeof fr]), key).toEqual(names(french));
  }
});
