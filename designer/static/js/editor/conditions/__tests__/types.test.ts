import { expect, test } from 'vitest';
import { cast, criterion, fresh, operatorsFor, typeOfLiteral, withOperator } from '../types';

test('a literal tells its type', () => {
  expect([3, true, '2026-01-02', '2026-01-02T03:04:00Z', 'Lyon'].map(typeOfLiteral)).toEqual([
    'number',
    'boolean',
    'date',
    'instant',
    'text',
  ]);
});

test('an operator that does not fit is offered while it is in use', () => {
  expect(operatorsFor('boolean', 'eq')).toEqual(['eq', 'is_set']);
  expect(operatorsFor('boolean', 'matches')).toEqual(['eq', 'is_set', 'matches']);
});

test('a change of operator keeps the value where it fits', () => {
  expect(withOperator({ eq: ['stage', 'client'] }, 'in', 'text')).toEqual({ in: ['stage', ['client']] });
  expect(withOperator({ in: ['stage', ['client', 'lost']] }, 'ne', 'text')).toEqual({
    ne: ['stage', 'client'],
  });
  expect(withOperator({ ge: ['score', 40] }, 'between', 'number')).toEqual({ between: ['score', 40, 40] });
  expect(withOperator({ eq: ['score', 40] }, 'is_set', 'number')).toEqual({ is_set: 'score' });
});

test('a literal is carried to another type', () => {
  expect(cast('1,5', 'number')).toBe(1.5);
  expect(cast('x', 'number')).toBe(0);
  expect(cast(18, 'text')).toBe('18');
  expect(cast('2026-01-02', 'date')).toBe('2026-01-02');
  expect(cast('Lyon', 'date')).toBe('');
});

test('a new criterion starts with what people mean first', () => {
  expect(fresh({ name: 'tags', type: 'list', values: [], label: '' }, 'tags')).toEqual({
    contains: ['tags', ''],
  });
  expect(fresh({ name: 'age', type: 'number', values: [], label: '' }, 'age')).toEqual({ ge: ['age', 0] });
  expect(fresh({ name: 'stage', type: 'text', values: ['lead'], label: '' }, 'stage')).toEqual({
    eq: ['stage', 'lead'],
  });
  expect(fresh(undefined, 'unknown')).toEqual({ eq: ['unknown', ''] });
  expect(criterion('in', 'city', 'text')).toEqual({ in: ['city', []] });
});
