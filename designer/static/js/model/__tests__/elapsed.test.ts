import { expect, it } from 'vitest';
import { dayWords, elapsed } from '../elapsed';
import { Graph } from '../graph';
import { sample } from './sample';

it('adds up the waits along the ways', () => {
  const times = elapsed(new Graph(sample()));
  expect(times.get('m1')).toBe(0);
  expect(dayWords(times.get('m2') ?? -1, 'fr')).toBe('J+2');
});

it('says nothing where ways of different length meet, or an event decides', () => {
  expect(elapsed(new Graph(sample())).has('end')).toBe(false);
});

it('says nothing inside a loop', () => {
  const scenario = sample();
  scenario.edges.push({ from: 'm2', to: 'm1' });
  expect(elapsed(new Graph(scenario)).has('m1')).toBe(false);
});
