import { expect, it } from 'vitest';
import lengths from '../../../../../../tests/contract/sms_lengths.json';
import { canBePlain, measure, plainly } from '../sms';

it.each(lengths)('$why', ({ text, times, alphabet, units, parts, left }) => {
  expect(measure(text.repeat(times))).toMatchObject({ alphabet, units, parts, left });
});

it('typographic signs have a plain form that fits the alphabet', () => {
  const text = 'C’est « Noël » – {{ name | default: "l’ami" }}…';
  expect(canBePlain(measure('C’est « Noël » – …').strange)).toBe(true);
  expect(plainly(text)).toBe(`C'est "Noel" - {{ name | default: "l’ami" }}...`);
  expect(canBePlain(['😀'])).toBe(false);
});
