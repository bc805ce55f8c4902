import { expect, test } from 'vitest';
import { forms as formsEn } from '../../../i18n/forms.en';
import { forms as formsFr } from '../../../i18n/forms.fr';
import { said as saidEn } from '../../../i18n/said.en';
import { said as saidFr } from '../../../i18n/said.fr';

const fr = { ...saidFr, ...formsFr };
const en = { ...saidEn, ...formsEn };

test('both languages name the same values, and none is silent', () => {
  const names = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const key of Object.keys(fr) as (keyof typeof fr)[]) {
    expect(fr[key], key).not.toBe('');
    expect(en[key], key).not.toBe('');
    // "once" needs no figure.
    if (!key.endsWith('.one')) expect(names(en[key]), key).toEqual(names(fr[key]));
  }
});

test('French words are written with their own apostrophes', () => {
  for (const [key, text] of Object.entries(fr)) expect(text.includes("'"), key).toBe(false);
});
