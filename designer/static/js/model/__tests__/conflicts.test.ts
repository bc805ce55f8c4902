import { describe, expect, it } from 'vitest';
import {
  asksForReason,
  byNode,
  type Conflict,
  conflictsOf,
  kindOf,
  otherDocuments,
  remediesOf,
  sortConflicts,
} from '../conflicts';

const conflict = (given: Partial<Conflict>): Conflict => ({
  id: 'week',
  rule: 'week',
  verdict: 'may',
  exempt: false,
  scenarios: ['a', 'b'],
  limit: 2,
  worst: 3,
  exact: true,
  nodes: [
    ['a', 'm1'],
    ['b', 'm1'],
  ],
  witness: null,
  message: { fr: 'Trop.', en: 'Too many.' },
  ...given,
});

describe('conflicts', () => {
  it('stand the gravest first', () => {
    const kinds = sortConflicts([
      conflict({ exempt: true }),
      conflict({}),
      conflict({ verdict: 'unbounded' }),
      conflict({ verdict: 'must' }),
      conflict({ verdict: 'dead' }),
    ]).map(kindOf);
    expect(kinds).toEqual(['dead', 'must', 'unbounded', 'may', 'exempt']);
  });

  it('are counted on the messages of the scenario alone, by the gravest', () => {
    const found = byNode(
      [
        conflict({ exempt: true }),
        conflict({}),
        conflict({
          nodes: [
            ['b', 'm2'],
            ['a', 'm1'],
            ['a', 'm1'],
          ],
        }),
      ],
      'a',
    );
    expect([...found]).toEqual([['m1', { worst: 'may', count: 3 }]]);
  });

  it('ask for a reason only where arbitration settles them', () => {
    expect(asksForReason(conflict({}))).toBe(true);
    expect(asksForReason(conflict({ exempt: true }))).toBe(false);
    expect(asksForReason(conflict({ verdict: 'must' }))).toBe(false);
  });

  it('are read whatever the answer holds', () => {
    expect(conflictsOf(undefined)).toEqual([]);
    expect(conflictsOf([1, null])).toEqual([]);
    const [odd] = conflictsOf([{ id: 'x', verdict: 'new', nodes: [1], witness: { events: [{}] } }]);
    expect(odd).toMatchObject({
      verdict: 'may',
      nodes: [],
      witness: { events: [{ at: 0, scenario: '', node: '', channel: '' }], window: null, scores: null },
    });
  });
});

describe('remedies', () => {
  it('name the other documents they change, each once', () => {
    const [remedy] = remediesOf([
      {
        changes: [
          { document: 'scenario:a', path: ['entry', 'group'], value: 'g' },
          { document: 'scenario:b', path: ['entry', 'group'], value: 'g' },
          { document: 'scenario:b', path: ['nodes', 1], remove: true },
          { document: 'policy', path: ['caps', 0, 'max'], value: 3 },
          { document: 'policy', path: [{}], value: 3 },
        ],
      },
    ]);
    expect(remedy?.changes).toHaveLength(4);
    expect(remedy?.changes[2]).toEqual({ document: 'scenario:b', path: ['nodes', 1], remove: true });
    expect(remedy && otherDocuments(remedy, 'a')).toEqual(['scenario:b', 'policy']);
  });
});
