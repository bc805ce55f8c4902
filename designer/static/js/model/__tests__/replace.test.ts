import { describe, expect, it } from 'vitest';
import { addAfter } from '../commands';
import type { Edge, Scenario } from '../document';
import { Graph, wayOf, waysOut } from '../graph';
import { canReplace, replaceKind } from '../replace';
import { places, sample } from './sample';
import { chain, Dice, KINDS, world } from './worlds';

const ends = (edges: Edge[]): string[] => edges.map((edge) => `${edge.from}.${edge.path ?? ''}>${edge.to}`);
const node = (scenario: Scenario, id: string) => scenario.nodes.find((one) => one.id === id);

describe('replacing a kind', () => {
  it('keeps the id, and the links on both sides', () => {
    const { scenario, lost } = replaceKind(sample(), 'm1', { kind: 'wait' });
    expect(node(scenario, 'm1')).toEqual({ id: 'm1', kind: 'wait', for: 'P2D' });
    expect(scenario.edges).toEqual(sample().edges);
    expect(lost).toBe(0);
  });

  it('keeps the T-number of a message that changes channel, and drops the text of the old one', () => {
    const { scenario } = replaceKind(sample(), 'm1', { kind: 'message', channel: 'sms' });
    expect(node(scenario, 'm1')).toEqual({ id: 'm1', kind: 'message', channel: 'sms' });
    expect(new Graph(scenario).contactTimes().get('m1')).toBe('T1');
  });

  it('keeps the time that waits and tasks have in common', () => {
    const waits = chain('wait', 'exit');
    const set = {
      ...waits,
      nodes: waits.nodes.map((one) => (one.id === 'w1' ? { ...one, for: 'P9D' } : one)),
    };
    const event = replaceKind(set as Scenario, 'w1', { kind: 'wait_event' }).scenario;
    expect(node(event, 'w1')).toMatchObject({ timeout: 'P9D' });
    expect(node(replaceKind(event, 'w1', { kind: 'task' }).scenario, 'w1')).toMatchObject({ sla: 'P9D' });
  });

  it('keeps the name of a message as what is to be done', () => {
    const { scenario } = replaceKind(sample(), 'm1', { kind: 'task' }, 'Call back');
    expect(node(scenario, 'm1')).toMatchObject({ kind: 'task', label: 'Call back' });
  });

  it('knows which ways out mean the same', () => {
    const { scenario } = replaceKind(sample(), 'e1', { kind: 'task' });
    expect(ends(scenario.edges)).toEqual(expect.arrayContaining(['e1.done>end', 'e1.expired>m2']));
    expect(ends(replaceKind(scenario, 'e1', { kind: 'wait_event' }).scenario.edges)).toEqual(
      ends(sample().edges),
    );
  });

  it('makes a condition of a wait, the answer first and the silence last', () => {
    const { scenario, lost } = replaceKind(sample(), 'e1', { kind: 'split', path: 'yes' });
    expect(waysOut(node(scenario, 'e1') as never)).toEqual(['event', 'else']);
    expect(ends(scenario.edges)).toEqual(expect.arrayContaining(['e1.event>end', 'e1.else>m2']));
    expect(lost).toBe(0);
  });

  it('splits an experiment in equal parts, one a way out', () => {
    const { scenario } = replaceKind(sample(), 'e1', { kind: 'experiment' });
    expect(node(scenario, 'e1')).toMatchObject({
      paths: [
        { path: 'event', share: 50 },
        { path: 'timeout', share: 50 },
      ],
    });
  });

  it('says how many links have no way out left', () => {
    expect(replaceKind(sample(), 'e1', { kind: 'message' }).lost).toBe(1);
    expect(replaceKind(sample(), 'e1', { kind: 'exit' }).lost).toBe(2);
  });

  it('keeps the way that leads on before the one that does not', () => {
    const wait = addAfter(chain('wait_event'), { kind: 'exit' }, places, 'e1', 'timeout').scenario;
    const { scenario, lost } = replaceKind(wait, 'e1', { kind: 'update' });
    expect(ends(scenario.edges)).toContain('e1.>end');
    expect(lost).toBe(0);
  });

  it('leaves triggers alone, and what is of the kind already', () => {
    const same = sample();
    expect(replaceKind(same, 'start', { kind: 'wait' }).scenario).toBe(same);
    expect(replaceKind(same, 'm1', { kind: 'trigger' }).scenario).toBe(same);
    expect(canReplace(same.nodes[1] as never, { kind: 'message', channel: 'email' })).toBe(false);
  });

  it('loses a link only where ways out are fewer, and every link leaves by one that exists', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const dice = new Dice(seed);
      const { scenario } = world(dice, 4 + dice.below(10));
      const one = dice.pick(scenario.nodes);
      const kind = dice.pick(KINDS);
      if (!canReplace(one, { kind })) continue;
      const before = new Graph(scenario).out(one.id).length;
      const { scenario: next, lost } = replaceKind(scenario, one.id, { kind });
      const graph = new Graph(next);
      expect(lost).toBe(Math.max(0, before - graph.waysOf(one.id).length));
      expect(graph.out(one.id).length).toBe(before - lost);
      for (const edge of graph.out(one.id)) expect(graph.waysOf(one.id)).toContain(wayOf(edge));
      expect(new Set(graph.out(one.id).map(wayOf)).size).toBe(graph.out(one.id).length);
      expect(graph.into(one.id).length).toBe(new Graph(scenario).into(one.id).length);
    }
  });
});
