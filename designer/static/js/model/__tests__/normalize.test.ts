import { expect, it } from 'vitest';
import { normalize } from '../normalize';
import { sample } from './sample';

it('leaves a sound document as it is', () => {
  expect(normalize(sample())).toEqual(sample());
});

it.each([[undefined], [null], [[]], ['text'], [{}]])('makes an empty scenario of %o', (draft) => {
  expect(normalize(draft, 'k')).toEqual({ format: 'scenario/1', key: 'k', name: '', nodes: [], edges: [] });
});

it('drops what cannot be drawn and keeps unknown fields', () => {
  const scenario = normalize({
    colour: 'red',
    nodes: [{ id: 'a', kind: 'wait', extra: 1 }, { id: 'a', kind: 'exit' }, { kind: 'exit' }, 7],
    edges: [
      { from: 'a', to: 'b' },
      { from: 1, to: 'b' },
    ],
    layout: { a: [1, 2], b: 'far' },
  });
  expect(scenario).toMatchObject({
    colour: 'red',
    nodes: [{ id: 'a', kind: 'wait', extra: 1 }],
    edges: [{ from: 'a', to: 'b' }],
    layout: { a: [1, 2] },
  });
});

it('gives a split without a readable list none', () => {
  expect(normalize({ nodes: [{ id: 's', kind: 'split', paths: 'vip' }] }).nodes[0]).toEqual({
    id: 's',
    kind: 'split',
    paths: [],
  });
});
