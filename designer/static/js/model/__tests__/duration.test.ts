import { expect, it } from 'vitest';
import { durationInWords, parseDuration } from '../duration';

it.each([
  ['P1D', '1 jour', '1 day'],
  ['PT48H', '48 heures', '48 hours'],
  ['P1DT2H', '1 jour 2 heures', '1 day 2 hours'],
  ['-P3W', '3 semaines', '3 weeks'],
  ['PT0M', '0 minute', '0 minutes'],
  ['soon', 'soon', 'soon'],
])('%s is "%s", "%s"', (duration, french, english) => {
  expect(durationInWords(duration, 'fr').replaceAll('\u00a0', ' ')).toBe(french);
  expect(durationInWords(duration, 'en').replaceAll('\u00a0', ' ')).toBe(english);
});

it.each(['P', 'PT', '2D', 'P-1D', ''])('%s is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
