import { describe, expect, it } from 'vitest';
import { sample } from '../../../model/__tests__/sample';
import { remove } from '../../../model/commands';
import { edgeKey } from '../../../model/graph';
import { type Comparison, marksOf, together } from '../history';

const nothing: Comparison = { equal: true, summary: { fr: '', en: '' }, changes: [], nodes: {}, edges: [] };

describe('two documents in one drawing', () => {
  it('is the later one where nothing was taken away', () => {
    expect(together(sample(), sample()).nodes).toEqual(sample().nodes);
  });

  it('shows a step that is gone where it stood, with its lines', () => {
    const before = sample();
    const [gone] = before.nodes.filter((node) => node.kind === 'message');
    if (!gone) throw new Error('the sample has no message');
    const after = remove(before, [gone.id]);
    const drawn = together(before, after);
    expect(drawn.nodes.map((node) => node.id)).toContain(gone.id);
    expect(drawn.layout?.[gone.id]).toEqual(before.layout?.[gone.id]);
    const lines = new Set(drawn.edges.map(edgeKey));
    for (const edge of before.edges) expect(lines).toContain(edgeKey(edge));
  });
});

describe('marks of a comparison', () => {
  it('say of each step what became of it, in words', () => {
    const marks = marksOf({ ...nothing, nodes: { t1: 'changed' } }, sample(), (kind) => `is ${kind}`);
    expect(marks.get('t1')).toEqual({ tone: 'changed', words: 'is changed' });
  });

  it('find the line that is meant, whether its way out is named or not', () => {
    const [line] = sample().edges;
    if (!line) throw new Error('the sample has no line');
    const edges = [{ from: line.from, path: line.path ?? null, to: line.to, mark: 'added' as const }];
    expect(marksOf({ ...nothing, edges }, sample(), String).get(edgeKey(line))?.tone).toBe('added');
  });
});
