import { describe, expect, it } from 'vitest';
import type { Witness } from '../conflicts';
import { marksOf, spanOf, spotsOf, ticksOf } from '../timeline';

const DAY = 86_400;
const due = (at: number, node = 'm', scenario = 'a') => ({ at, node, scenario, channel: 'email' });
const witness = (given: Partial<Witness>): Witness => ({
  contact: {},
  events: [due(10 * DAY), due(11 * DAY), due(12 * DAY)],
  window: 7 * DAY,
  scores: null,
  ...given,
});

describe('the picture of a witness', () => {
  it('counts messages since the first, and says which are over the limit', () => {
    const marks = marksOf(witness({}), 2);
    expect(marks.map(({ at, filled, over }) => [at, filled, over])).toEqual([
      [0, 1, false],
      [1440, 2, false],
      [2880, 3, true],
    ]);
    expect(spanOf(witness({}), marks)).toBe(7 * 1440);
  });

  it('shows scores as they are, and how they go on', () => {
    const scored = witness({ scores: [1, 1.5, 3], window: null });
    const marks = marksOf(scored, 3);
    expect(marks.map(({ filled, over }) => [filled, over])).toEqual([
      [1, false],
      [1.5, false],
      [3, false],
    ]);
    expect(spanOf(scored, marks)).toBeGreaterThan(2880);
  });

  it('has nothing over the limit where there is none', () => {
    expect(marksOf(witness({}), null).some(({ over }) => over)).toBe(false);
    expect(spanOf(witness({ events: [], window: null }), [])).toBe(60);
  });

  it('names a few moments of the axis, whatever its length', () => {
    expect(ticksOf(60, 4)).toEqual([0, 15, 30, 45, 60]);
    expect(ticksOf(7 * 1440, 9)).toHaveLength(8);
    expect(ticksOf(4000 * 1440, 5).length).toBeLessThanOrEqual(6);
  });

  it('joins messages of one step that stand too close, and moves those of others aside', () => {
    const events = [due(0), due(60), due(120), due(180, 'n'), due(5 * DAY)];
    const spots = spotsOf(marksOf(witness({ events }), 2), (minute) => minute / 10, 24);
    expect(spots.map(({ marks }) => marks.length)).toEqual([3, 1, 1]);
    expect(spots[1]?.from).toBeGreaterThan((spots[0]?.to ?? 0) + 24);
  });
});
