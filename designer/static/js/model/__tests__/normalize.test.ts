import { expect, it } from 'vitest';
import { normalize } from '../normalize';
import { sample } from './sample';

it('leaves a sound document as it is', () => {
  expect(normalize(sample())).toEqual(sample());
});

it.each([[undefined], [null], [[]], ['text'], [{}]])('makes an empty scenario of %o', (draft) => {
  expect(normalize(draft, 'k')).toEqual({ format: 'scenario/1', key: 'k', name: '', nodes: [], edges: [] });
});

it('keeps unknown fields and kinds, and names what has no name of its own', () => {
  const scenario = normalize({
    colour: 'red',
    nodes: [{ id: 'a', kind: 'wait', extra: 1 }, { id: 'a', kind: 'exit' }, { kind: 'rocket' }, 7],
    edges: [
      { from: 'a', to: 'b' },
      { from: 1, to: 'b' },
    ],
    layout: { a: [1, 2], b: 'far' },
  });
  expect(scenario).toMatchObject({
    colour: 'red',
    nodes: [
      { id: 'a', kind: 'wait', extra: 1 },
      { id: 'a-2', kind: 'exit' },
      { id: 'step', kind: 'rocket' },
    ],
    edges: [{ from: 'a', to: 'b' }],
    layout: { a: [1, 2] },
  });
});

it.each([
  ['vip', []],
  [[{ when: { eq: ['a', 1] } }, 7], [{ path: 'way-1', when: { eq: ['a', 1] } }]],
])('gives the ways of a split that says %o names', (paths, expected) => {
  expect(normalize({ nodes: [{ id: 's', kind: 'split', paths }] }).nodes).toEqual([
    { id: 's', kind: 'split', paths: expected },
  ]);
});
