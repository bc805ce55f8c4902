import { expect, it } from 'vitest';
import { places } from '../../model/__tests__/sample';
import { alignment, pulled } from '../canvas/Guides';

it.each<[string, [number, number], { column: number | undefined; row: number | undefined }]>([
  ['in a column', [0, 40], { column: 132, row: undefined }],
  ['in a row', [600, 416], { column: undefined, row: 448 }],
  ['nowhere', [600, 40], { column: undefined, row: undefined }],
])('a card %s', (_, at, lines) => {
  expect(alignment({ end: at }, places)).toEqual(lines);
});

it('does not align a card with those dragged along', () => {
  const drag = Object.fromEntries(Object.entries(places));
  expect(alignment(drag, places)).toEqual({ column: undefined, row: undefined });
});

it('draws a card into a column that is near, not into itself', () => {
  expect(pulled('end', [6, 700], places)).toEqual([0, 700]);
  expect(pulled('end', [60, 540], places)).toEqual([60, 540]);
});
