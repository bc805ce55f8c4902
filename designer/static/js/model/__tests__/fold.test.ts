import { describe, expect, it } from 'vitest';
import { canFold, type Folds, folded, foldKey, inSight, isFolded, kept, revealed, toggled } from '../fold';
import { Graph } from '../graph';
import { sample } from './sample';
import { chain, Dice, world } from './worlds';

const graph = new Graph(sample());
const sorted = (ids: Iterable<string>): string[] => [...ids].sort();

describe('folding', () => {
  it('hides what can be reached through the fold alone', () => {
    const { hidden, counts } = folded(graph, new Set([foldKey('e1', 'timeout')]));
    // The end is reached by the other way out too.
    expect(sorted(hidden)).toEqual(['m2']);
    expect(counts.get('e1|timeout')).toBe(1);
  });

  it('of a whole step hides what its ways out share', () => {
    const { hidden, counts } = folded(graph, new Set([foldKey('e1')]));
    expect(sorted(hidden)).toEqual(['end', 'm2']);
    expect(counts.get('e1')).toBe(2);
  });

  it('keeps the step itself, and what leads to it', () => {
    const { hidden } = folded(graph, new Set(['start']));
    expect(hidden.has('start')).toBe(false);
    expect(hidden.size).toBe(4);
  });

  it('of a loop hides the loop', () => {
    const loop = chain('wait', 'message', 'wait');
    const turned = new Graph({ ...loop, edges: [...loop.edges, { from: 'w2', to: 'm1' }] });
    expect(sorted(folded(turned, new Set(['w1'])).hidden)).toEqual(['m1', 'w2']);
  });

  it('is offered only where there is something to hide', () => {
    expect(canFold(graph, new Set(), 'm1')).toBe(true);
    expect(canFold(graph, new Set(), 'end')).toBe(false);
    expect(canFold(graph, new Set(), 'e1', 'event')).toBe(false);
  });

  it('draws neither the hidden steps nor the links to them', () => {
    const { hidden } = folded(graph, new Set(['e1']));
    const drawn = inSight(sample(), hidden);
    expect(drawn.nodes.map((node) => node.id)).toEqual(['start', 'm1', 'e1']);
    expect(drawn.edges).toHaveLength(2);
  });

  it('opens and closes, whole and by way out', () => {
    let folds: Folds = new Set();
    folds = toggled(folds, graph, 'e1');
    expect(isFolded(folds, 'e1', 'event')).toBe(true);
    // One way opened of a step that was folded whole: the other stays.
    folds = toggled(folds, graph, 'e1', 'event');
    expect(sorted(folds)).toEqual(['e1|timeout']);
    folds = toggled(folds, graph, 'e1');
    expect(folds.size).toBe(0);
  });

  it('forgets steps and ways out that are gone', () => {
    expect(sorted(kept(['e1|timeout', 'e1|later', 'gone', 'm1'], graph))).toEqual(['e1|timeout', 'm1']);
  });

  it('opens as much as a step needs to be seen, and no more', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const dice = new Dice(seed);
      const { scenario } = world(dice, 4 + dice.below(25));
      const all = new Graph(scenario);
      const ids = scenario.nodes.map((node) => node.id);
      const folds = new Set(
        dice.some(
          ids.flatMap((id) => [id, ...all.waysOf(id).map((way) => foldKey(id, way))]),
          0.2,
        ),
      );
      const before = folded(all, folds);
      for (const fold of before.counts.keys()) expect(folds.has(fold)).toBe(true);
      const id = dice.pick(ids);
      const after = revealed(folds, all, [id]);
      expect(folded(all, after).hidden.has(id)).toBe(false);
      if (!before.hidden.has(id)) expect(after).toBe(folds);
      // Nothing that was in sight is hidden by it.
      for (const one of folded(all, after).hidden) expect(before.hidden.has(one)).toBe(true);
    }
  });
});
