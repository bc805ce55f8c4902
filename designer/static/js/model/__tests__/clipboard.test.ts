import { expect, it } from 'vitest';
import { readClipboard, writeClipboard } from '../clipboard';
import { pieceOf } from '../commands';
import { places, sample } from './sample';

it('reads what it wrote', () => {
  const piece = pieceOf(sample(), ['m1', 'e1'], places);
  expect(readClipboard(writeClipboard(piece))).toEqual(piece);
});

it.each([
  ['plain words'],
  ['{"format":"scenario-steps/1"}'],
  ['{"format":"scenario-steps/1","nodes":[{"kind":"wait"}],"edges":[]}'], // no id
  ['{"format":"scenario-steps/1","nodes":[{"id":"x","kind":"rocket"}],"edges":[]}'],
  ['scenario-steps/1 {'],
])('refuses %s', (text) => {
  expect(readClipboard(text)).toBeUndefined();
});
