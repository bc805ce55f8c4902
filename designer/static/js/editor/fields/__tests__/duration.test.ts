import { expect, test } from 'vitest';
import { readCount, readDuration, writeDuration } from '../duration';

test.each([
  ['PT30M', { count: 30, unit: 'minute', before: false }],
  ['PT48H', { count: 48, unit: 'hour', before: false }],
  ['P2D', { count: 2, unit: 'day', before: false }],
  ['P1W', { count: 1, unit: 'week', before: false }],
  ['-P3D', { count: 3, unit: 'day', before: true }],
  ['P6M', { count: 6, unit: 'month', before: false }],
  ['P1Y', { count: 1, unit: 'year', before: false }],
] as const)('%s is read, and written back as it was', (text, span) => {
  expect(readDuration(text)).toEqual(span);
  expect(writeDuration(span)).toBe(text);
});

test('mixed parts are said in the largest unit that divides them', () => {
  expect(readDuration('P1DT12H')).toEqual({ count: 36, unit: 'hour', before: false });
  expect(readDuration('PT90S')).toBeUndefined();
});

test.each(['', 'P', 'PT', 'P1M2D', 'two days', '2D'])('%j is no span of one unit', (text) => {
  expect(readDuration(text)).toBeUndefined();
});

test('zero has no sign', () => {
  expect(writeDuration({ count: 0, unit: 'day', before: true })).toBe('P0D');
});

test.each([
  ['5', 5],
  [' 12 ', 12],
  ['0', 0],
  ['-3', undefined],
  ['1,5', undefined],
  ['two', undefined],
  ['99999999', undefined],
])('%j is the count %s', (text, count) => {
  expect(readCount(text)).toBe(count);
});
