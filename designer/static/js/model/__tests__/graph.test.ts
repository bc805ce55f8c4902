import { describe, expect, it } from 'vitest';
import type { Node } from '../document';
import { Graph, waysOut } from '../graph';
import { walk } from '../walk';
import { places, sample } from './sample';

describe('ways out', () => {
  it.each<[Node, string[]]>([
    [{ id: 'n', kind: 'trigger' }, ['next']],
    [{ id: 'n', kind: 'wait_event' }, ['event', 'timeout']],
    [{ id: 'n', kind: 'split', paths: [{ path: 'vip' }] }, ['vip', 'else']],
    [{ id: 'n', kind: 'split' }, ['else']],
    [{ id: 'n', kind: 'experiment', paths: [{ path: 'a', share: 50 }] }, ['a']],
    [{ id: 'n', kind: 'task' }, ['done', 'refused', 'expired']],
    [{ id: 'n', kind: 'exit' }, []],
  ])('of %o', (node, ways) => {
    expect(waysOut(node)).toEqual(ways);
  });
});

describe('the graph', () => {
  it('reads from the trigger, parents before children, first ways out first', () => {
    expect(new Graph(sample()).order()).toEqual(['start', 'm1', 'e1', 'm2', 'end']);
  });

  it('numbers the messages in that order, whatever the order of the file', () => {
    const scenario = sample();
    scenario.nodes.reverse();
    expect([...new Graph(scenario).contactTimes()]).toEqual([
      ['m1', 'T1'],
      ['m2', 'T2'],
    ]);
  });

  it('numbers what comes sooner first, on whichever branch', () => {
    const nodes: Node[] = [
      { id: 'start', kind: 'trigger' },
      { id: 's', kind: 'split', paths: [{ path: 'vip' }] },
      { id: 'w', kind: 'wait' },
      { id: 'late', kind: 'message' },
      { id: 'soon', kind: 'message' },
    ];
    const edges = [
      { from: 'start', to: 's' },
      { from: 's', path: 'vip', to: 'w' },
      { from: 'w', to: 'late' },
      { from: 's', path: 'else', to: 'soon' },
    ];
    expect([...new Graph({ nodes, edges }).contactTimes().keys()]).toEqual(['soon', 'late']);
  });

  it('gets through loops and lets what nothing reaches come last', () => {
    const scenario = sample();
    scenario.edges.push({ from: 'end', to: 'm1' });
    scenario.nodes.unshift({ id: 'm9', kind: 'message' });
    const graph = new Graph(scenario);
    expect(graph.order().at(-1)).toBe('m9');
    expect(graph.contactTimes().get('m9')).toBe('T3');
  });

  it('leaves edges to missing nodes aside', () => {
    const scenario = sample();
    scenario.edges.push({ from: 'm1', to: 'nowhere' });
    expect(new Graph(scenario).edges).toHaveLength(5);
  });

  it('orders a thousand steps in a row', () => {
    const nodes: Node[] = Array.from({ length: 1000 }, (_, index) => ({ id: `n${index}`, kind: 'wait' }));
    const edges = nodes.slice(1).map((node, index) => ({ from: `n${index}`, to: node.id }));
    expect(new Graph({ nodes, edges }).order().at(-1)).toBe('n999');
  });
});

describe('arrows', () => {
  it.each([
    ['start', 'down', 'm1'],
    ['e1', 'down', 'end'],
    ['m2', 'up', 'e1'],
    ['m2', 'left', 'end'], // brother: both follow e1
    ['end', 'right', 'm2'],
    ['start', 'up', undefined],
  ] as const)('from %s %s to %s', (from, direction, to) => {
    expect(walk(new Graph(sample()), places, from, direction)).toBe(to);
  });
});
