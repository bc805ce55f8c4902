import { describe, expect, it } from 'vitest';
import {
  addAfter,
  addNode,
  connect,
  freeOffset,
  freshId,
  insertBetween,
  move,
  paste,
  pieceOf,
  refusal,
  remove,
  setField,
} from '../commands';
import type { Edge } from '../document';
import { places, sample } from './sample';

const ends = (edges: Edge[]): string[] => edges.map((edge) => `${edge.from}.${edge.path ?? ''}>${edge.to}`);

describe('adding', () => {
  it('gives the lowest free id of the kind', () => {
    expect(freshId(sample(), 'message')).toBe('m3');
    expect(freshId(sample(), 'exit')).toBe('end1');
  });

  it('writes down where every card stands', () => {
    const { scenario, id } = addNode(sample(), { kind: 'wait' }, places, [400, 3]);
    expect(scenario.layout?.[id]).toEqual([400, 0]);
    expect(Object.keys(scenario.layout ?? {})).toHaveLength(6);
  });

  it('never drops a card on another', () => {
    const { scenario, id } = addNode(sample(), { kind: 'wait' }, places, [10, 130]);
    expect(scenario.layout?.[id]?.[0]).toBeGreaterThanOrEqual(264);
  });

  it('connects a free way out', () => {
    const cut = remove(sample(), [], ['m2||end', 'm2|next|end']);
    const { scenario, id } = addAfter(cut, { kind: 'exit' }, places, 'm2', 'next');
    expect(ends(scenario.edges)).toContain(`m2.>${id}`);
  });

  it('puts a node on an edge, and what follows moves down', () => {
    const { scenario, id } = insertBetween(sample(), { kind: 'wait' }, places, { from: 'start', to: 'm1' });
    expect(ends(scenario.edges)).toEqual(expect.arrayContaining([`start.>${id}`, `${id}.>m1`]));
    expect(ends(scenario.edges)).not.toContain('start.>m1');
    expect(scenario.layout?.[id]).toEqual([0, 120]);
    expect(scenario.layout?.m1).toEqual([0, 240]);
    expect(scenario.layout?.start).toEqual([0, 0]);
  });

  it('leads the first way out of a split on to the old target', () => {
    const { scenario, id } = insertBetween(sample(), { kind: 'split' }, places, { from: 'm1', to: 'e1' });
    expect(ends(scenario.edges)).toContain(`${id}.a>e1`);
  });
});

describe('connecting', () => {
  it('keeps one edge a way out', () => {
    const scenario = connect(sample(), 'e1', 'event', 'm2');
    expect(ends(scenario.edges).filter((edge) => edge.startsWith('e1.event'))).toEqual(['e1.event>m2']);
  });

  it('keeps the edges of a step in the order of its ways out', () => {
    const cut = remove(sample(), [], ['e1|event|end']);
    const edges = ends(connect(cut, 'e1', 'event', 'end').edges);
    expect(edges.indexOf('e1.event>end')).toBeLessThan(edges.indexOf('e1.timeout>m2'));
  });

  it.each([
    ['m1', 'm1', 'self'],
    ['m1', 'start', 'trigger'],
    ['m1', 'nowhere', 'missing'],
    ['m2', 'm1', undefined], // back up: a loop is a finding, not a refusal
  ])('from %s to %s: %s', (from, to, reason) => {
    expect(refusal(sample(), from, to)).toBe(reason);
  });

  it('refuses a way out the node does not have', () => {
    const scenario = sample();
    expect(connect(scenario, 'm1', 'event', 'end')).toBe(scenario);
  });
});

describe('removing', () => {
  it('joins the neighbours of a step in a plain chain', () => {
    expect(ends(remove(sample(), ['m1']).edges)).toContain('start.>e1');
  });

  it('joins across a chain of removed steps', () => {
    const longer = insertBetween(sample(), { kind: 'wait' }, places, { from: 'm1', to: 'e1' }).scenario;
    expect(ends(remove(longer, ['m1', 'w1']).edges)).toContain('start.>e1');
  });

  it('does not guess where a step with several ways out led', () => {
    expect(ends(remove(sample(), ['e1']).edges)).toEqual(['start.>m1', 'm2.>end']);
  });

  it('forgets the places of what is gone', () => {
    const placed = move(sample(), places, {});
    expect(remove(placed, ['m1']).layout).not.toHaveProperty('m1');
  });
});

describe('copying', () => {
  it('takes the edges among the chosen nodes and gives new ids', () => {
    const piece = pieceOf(sample(), ['m1', 'e1', 'm2', 'start'], places);
    const { scenario, ids } = paste(sample(), piece, places, [400, 0]);
    expect(ids).toEqual(['m3', 'e2', 'm4']);
    expect(ends(scenario.edges)).toEqual(expect.arrayContaining(['m3.>e2', 'e2.timeout>m4']));
    expect(scenario.layout?.m3).toEqual([400, 128]);
  });

  it('is put beside what stands there', () => {
    const piece = pieceOf(sample(), ['m1', 'e1'], places);
    const offset = freeOffset(sample(), piece, places);
    expect(offset[0]).toBeGreaterThanOrEqual(264);
    expect(freeOffset({ ...sample(), nodes: [] }, piece, places)).toEqual([0, 0]);
  });

  it('never copies the trigger', () => {
    expect(pieceOf(sample(), ['start'], places).nodes).toEqual([]);
  });
});

describe('setting a field', () => {
  const split = () =>
    setField(sample(), ['nodes', 2], {
      id: 'e1',
      kind: 'split',
      paths: [{ path: 'event' }, { path: 'timeout' }],
    });

  it('carries the edge of a renamed way out along', () => {
    const renamed = setField(split(), ['nodes', 2, 'paths', 0, 'path'], 'vip');
    expect(ends(renamed.edges)).toContain('e1.vip>end');
  });

  it('takes the edge of a removed way out away', () => {
    const removed = setField(split(), ['nodes', 2, 'paths', 1], undefined);
    expect(ends(removed.edges)).not.toContain('e1.timeout>m2');
    expect(ends(removed.edges)).toContain('e1.event>end');
  });

  it('makes the containers it needs and shares the rest', () => {
    const scenario = sample();
    const next = setField(scenario, ['sheet', 'kpis', 0, 'metric'], 'conversion_rate');
    expect(next.sheet?.kpis).toEqual([{ metric: 'conversion_rate' }]);
    expect(next.nodes).toBe(scenario.nodes);
  });

  it('leaves nothing behind when it removes what is not there', () => {
    const scenario = sample();
    expect(setField(scenario, ['sheet', 'content', 'theme'], undefined)).toBe(scenario);
  });
});
