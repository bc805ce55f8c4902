import { expect, it } from 'vitest';
import { readClipboard, writeClipboard } from '../clipboard';
import { pieceOf } from '../commands';
import { group } from '../groups';
import { addNote } from '../notes';
import { places, sample } from './sample';

it('reads what it wrote', () => {
  const piece = pieceOf(sample(), ['m1', 'e1'], places);
  expect(readClipboard(writeClipboard(piece))).toEqual(piece);
});

it('carries notes and groups, and notes alone', () => {
  const noted = addNote(sample(), [8, 8], { text: 'Agreed' });
  const whole = group(noted.scenario, ['m1', 'e1'], { title: 'Start' })?.scenario ?? sample();
  const piece = pieceOf(whole, ['m1', 'e1', 'm2'], places, [noted.id]);
  expect(piece.groups).toHaveLength(1);
  expect(readClipboard(writeClipboard(piece))).toEqual(piece);
  const alone = pieceOf(whole, [], places, [noted.id]);
  expect(readClipboard(writeClipboard(alone))?.notes).toEqual(alone.notes);
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
