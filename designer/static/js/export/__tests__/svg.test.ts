import { expect, it } from 'vitest';
import { sample } from '../../model/__tests__/sample';
import { Graph } from '../../model/graph';
import { card, cut, lines, type Words } from '../svg';

const words: Words = {
  locale: 'fr',
  step: (node) => ({ title: `<${node.id}> & co`, detail: node.kind }),
  way: (_, way) => way,
};

it('draws a card with its ways out, and escapes every word', () => {
  const scenario = sample();
  const graph = new Graph(scenario);
  const node = scenario.nodes.find(({ kind }) => kind === 'wait_event');
  if (!node) throw new Error('The sample waits for an event.');
  const svg = card(node, [0, 0], 'T2', scenario, graph, words);
  expect(svg).toContain(`&lt;${node.id}&gt; &amp; co`);
  expect(svg).not.toContain(`<${node.id}>`);
  expect(svg).toContain('>timeout<');
  expect(svg).toContain('>T2<');
});

it('cuts long words with an ellipsis', () => {
  expect(cut('short', 13, 200)).toBe('short');
  expect(cut('a much longer title than fits', 13, 80)).toMatch(/^a much.*…$/);
});

it('breaks a long title once', () => {
  expect(lines('E-mail · Livre blanc, temps 2 : s’en servir', 13, 188)).toHaveLength(2);
  expect(lines('Attendre 2 jours', 13, 188)).toEqual(['Attendre 2 jours']);
});
