import { describe, expect, it } from 'vitest';
import { amend } from '../commands';
import type { Change } from '../conflicts';
import type { Scenario } from '../document';
import { ScenarioStore } from '../store';
import { places, sample } from './sample';

const own = 'scenario:relance-devis';
const longer: Change[] = [{ document: own, path: ['nodes', 2, 'timeout'], value: 'P5D' }];
/** A wait between the second message and the end. */
const pause: Change[] = [
  { document: own, path: ['nodes', 5], value: { id: 'pause', kind: 'wait', for: 'P3D' } },
  { document: own, path: ['edges', 4, 'to'], value: 'pause' },
  { document: own, path: ['edges', 5], value: { from: 'pause', to: 'end' } },
];
const cases: [string, Change[]][] = [
  ['a value', longer],
  ['a step between two others', pause],
  ['a record that was not there', [{ document: own, path: ['entry'], value: { group: 'devis' } }]],
  [
    'a condition',
    [{ document: own, path: ['audience'], value: { not: { in_segment: 'fragile' } } as unknown }],
  ],
  ['a field taken away', [{ document: own, path: ['nodes', 1, 'template'], remove: true }]],
  ['several things at once', [...longer, ...pause]],
];

describe('amending a scenario', () => {
  it.each(cases)('is one step to undo, and the undo restores exactly: %s', (_, changes) => {
    const store = new ScenarioStore(sample());
    const before = JSON.stringify(store.snapshot());
    expect(store.change((scenario) => amend(scenario, changes, places))).toBe(true);
    const after = JSON.stringify(store.snapshot());
    expect(after).not.toBe(before);
    store.undo();
    expect(JSON.parse(JSON.stringify(store.snapshot()))).toEqual(JSON.parse(before));
    expect(store.canUndo).toBe(false);
    store.redo();
    expect(JSON.parse(JSON.stringify(store.snapshot()))).toEqual(JSON.parse(after));
  });

  it('leaves the layout alone where nothing is added', () => {
    expect(amend(sample(), longer, places).layout).toBeUndefined();
  });

  it('puts an added step between its neighbours, and what follows makes room', () => {
    const next: Scenario = amend(sample(), pause, places);
    const at = (id: string): number => next.layout?.[id]?.[1] ?? Number.NaN;
    expect(next.nodes.at(-1)).toEqual({ id: 'pause', kind: 'wait', for: 'P3D' });
    expect(at('m2')).toBeLessThan(at('pause'));
    expect(at('pause')).toBeLessThan(at('end'));
    expect(at('end')).toBeGreaterThan(places.end?.[1] ?? 0);
  });

  it('finds a place for a step on several ways, and for one that nothing leads to', () => {
    const before: Change[] = [
      { document: own, path: ['nodes', 5], value: { id: 'pause', kind: 'wait', for: 'P1D' } },
      { document: own, path: ['edges', 2, 'to'], value: 'pause' },
      { document: own, path: ['edges', 4, 'to'], value: 'pause' },
      { document: own, path: ['edges', 5], value: { from: 'pause', to: 'end' } },
    ];
    expect(amend(sample(), before, places).layout?.pause).toBeDefined();
    const alone: Change[] = [
      { document: own, path: ['nodes', 5], value: { id: 'pause', kind: 'wait', for: 'P1D' } },
    ];
    expect(amend(sample(), alone, places).layout?.pause).toBeDefined();
  });
});
