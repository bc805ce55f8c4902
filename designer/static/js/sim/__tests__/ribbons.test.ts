import { describe, expect, it } from 'vitest';
import { stack } from '../../layout/stack';
import { places, sample } from '../../model/__tests__/sample';
import type { Places } from '../../model/commands';
import type { Scenario } from '../../model/document';
import { CARD } from '../../model/geometry';
import { coverOf, NARROWEST, ribbonsOf, spread, WIDEST, widthOf } from '../ribbons';

const peak = new Map([
  ['start|next', 100],
  ['m1|next', 90],
  ['e1|event', 20],
  ['e1|timeout', 70],
  ['m2|next', 60],
]);
const drawn = (scenario: Scenario = sample(), at = spread(places)) =>
  new Map(ribbonsOf(scenario, at, peak, 100).map((ribbon) => [ribbon.key, ribbon]));

describe('a line', () => {
  it('is as wide as its count', () => {
    expect(widthOf(100, 100)).toBe(WIDEST);
    expect(widthOf(50, 100)).toBe(WIDEST / 2);
    expect(widthOf(-50, 100)).toBe(WIDEST / 2);
  });

  it('is seen whoever took it, and gone where nobody did', () => {
    expect(widthOf(1, 1_000_000)).toBe(NARROWEST);
    expect(widthOf(0, 100)).toBe(0);
    expect(widthOf(0, 0)).toBe(0);
  });

  it('goes straight down to a card below', () => {
    const { d, end } = drawn().get('start|next') ?? expect.fail('no line');
    expect(end[0]).toBe(CARD.width / 2);
    expect(d.startsWith(`M${CARD.width / 2} `)).toBe(true);
  });

  it('ends beside the others that lead to its card', () => {
    const lines = drawn();
    const answered = lines.get('e1|event')?.end ?? expect.fail('no line');
    const reminded = lines.get('m2|next')?.end ?? expect.fail('no line');
    expect(answered[1]).toBe(reminded[1]);
    // Half of each width lies between their middles at least.
    expect(reminded[0] - answered[0]).toBeGreaterThanOrEqual((widthOf(20, 100) + widthOf(60, 100)) / 2);
  });

  it('ends on its card however many lead there', () => {
    const many: Scenario = {
      ...sample(),
      nodes: [
        { id: 'start', kind: 'trigger' },
        { id: 's', kind: 'split', paths: Array.from({ length: 9 }, (_, index) => ({ path: `p${index}` })) },
        { id: 'end', kind: 'exit' },
      ],
      edges: [
        { from: 'start', to: 's' },
        ...Array.from({ length: 9 }, (_, index) => ({ from: 's', path: `p${index}`, to: 'end' })),
      ],
    };
    const at = spread(stack(many));
    const widths = new Map(many.edges.map((edge) => [`${edge.from}|${edge.path ?? 'next'}`, 100]));
    const left = at.end?.[0] ?? 0;
    const ends = ribbonsOf(many, at, widths, 100).filter((ribbon) => ribbon.to === 'end');
    expect(ends).toHaveLength(9);
    for (const { end } of ends) {
      expect(end[0]).toBeGreaterThan(left);
      expect(end[0]).toBeLessThan(left + CARD.width);
    }
    const xs = ends.map(({ end }) => end[0]);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
  });

  it('goes around a card in its way', () => {
    const scenario: Scenario = {
      ...sample(),
      nodes: [
        { id: 'start', kind: 'trigger' },
        { id: 'm1', kind: 'message' },
        { id: 'end', kind: 'exit' },
      ],
      edges: [{ from: 'start', to: 'end' }],
    };
    const at: Places = { start: [0, 0], m1: [0, 160], end: [0, 320] };
    const [line] = ribbonsOf(scenario, at, new Map([['start|next', 10]]), 10);
    expect(line?.d).toContain('Q');
  });

  it('that leads back comes in at the side of its lane', () => {
    const scenario = sample();
    scenario.edges = [...scenario.edges.slice(0, 4), { from: 'm2', to: 'm1' }];
    const at = spread(places);
    const line = drawn(scenario, at).get('m2|next') ?? expect.fail('no line');
    expect(line.back).toBe(true);
    expect(Math.abs(line.end[0] - CARD.width / 2)).toBeGreaterThan(CARD.width / 4);
    const { left, right } = coverOf(scenario, at, [line]);
    expect(line.label[0]).toBeGreaterThan(left);
    expect(line.label[0]).toBeLessThan(right);
  });

  it('that leads back keeps to a lane of its own', () => {
    const scenario: Scenario = {
      ...sample(),
      nodes: [
        { id: 'start', kind: 'trigger' },
        { id: 'm', kind: 'message' },
        { id: 'a', kind: 'wait' },
        { id: 'b', kind: 'wait' },
      ],
      edges: [
        { from: 'start', to: 'm' },
        { from: 'a', to: 'm' },
        { from: 'b', to: 'm' },
      ],
    };
    const at: Places = { start: [0, 0], m: [0, 160], a: [200, 320], b: [200, 480] };
    const lines = ribbonsOf(scenario, at, new Map(), 0).filter(({ back }) => back);
    const [inner, outer] = lines;
    if (!inner || !outer) expect.fail('two lines lead back');
    expect(Math.abs(inner.label[0] - outer.label[0])).toBeGreaterThan(8);
    expect(inner.end[0]).not.toBe(outer.end[0]);
  });
});

it('labels lie apart from each other', () => {
  const labels = [...drawn().values()].map(({ label }) => label);
  for (const [index, [x, y]] of labels.entries()) {
    for (const [otherX, otherY] of labels.slice(index + 1))
      expect(Math.abs(x - otherX) >= 40 || Math.abs(y - otherY) >= 20).toBe(true);
  }
});
