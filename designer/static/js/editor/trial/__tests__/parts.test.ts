import { describe, expect, it } from 'vitest';
import type { TrialStep } from '../../../api/schema';
import type { Scenario } from '../../../model/document';
import { daysOf } from '../CourseList';
import { Clock, instant, later, rounds, wall } from '../instants';
import { sampleOf, somebody } from '../samples';
import { isTelling } from '../words';

const ZONES = ['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];

function step(given: Partial<TrialStep>): TrialStep {
  return {
    at: '2026-01-05T08:00:00Z',
    kind: 'step',
    word: '',
    scenario: 'own',
    version: 1,
    entry: 1,
    node: '',
    source: '',
    path: '',
    took: '',
    by: null,
    expires_at: null,
    values: {},
    reasons: [],
    decision: null,
    message: null,
    ...given,
  };
}

describe('Instants in the contact’s time', () => {
  it('come back from the wall time of any zone', () => {
    for (const zone of ZONES)
      for (let hours = 0; hours < 24 * 400; hours += 11) {
        const at = later('2026-01-01T00:30:00Z', hours * 60);
        expect(wall(instant(wall(at, zone), zone), zone), `${zone} ${at}`).toBe(wall(at, zone));
      }
  });

  it('move on a wall time that a change of clocks skips', () => {
    expect(instant('2026-03-29T02:30', 'Europe/Paris')).toBe('2026-03-29T01:30:00Z');
    expect(instant('2026-01-05T09:00', 'Europe/Paris')).toBe('2026-01-05T08:00:00Z');
  });

  it('are read in UTC where a zone is unknown', () => {
    expect(wall('2026-01-05T08:00:00Z', 'Nowhere/Else')).toBe('2026-01-05T08:00');
  });

  it('are named on the axis at local midnights, as many as there is room for', () => {
    const found = rounds('2026-03-27T10:00:00Z', 6 * 1440, 7, 'Europe/Paris');
    expect(found[0]).toBe('2026-03-27T23:00:00Z');
    expect(found.map((at) => wall(at, 'Europe/Paris').slice(11))).toEqual(Array(6).fill('00:00'));
    expect(rounds('2026-03-27T10:00:00Z', 800 * 1440, 5, 'UTC').length).toBeLessThanOrEqual(6);
  });

  it('say the first of a month as French does', () => {
    expect(new Clock('fr', 'UTC').day('2026-03-01T10:00:00Z')).toBe('dimanche 1er mars 2026');
    expect(new Clock('fr', 'UTC').day('2026-03-11T10:00:00Z')).toBe('mercredi 11 mars 2026');
    expect(new Clock('en', 'UTC').time('2026-03-01T10:05:00Z')).toBe('10:05');
  });
});

describe('Values that a trial begins with', () => {
  it('satisfy simple conditions', () => {
    expect(
      sampleOf({
        all: [
          { eq: ['city', 'Lyon'] },
          { gt: ['amount', 20] },
          { any: [{ consents: 'sms' }] },
          { in: ['a', ['x']] },
        ],
      }),
    ).toEqual({ city: 'Lyon', amount: 21, consent_sms: true, a: 'x' });
    expect(sampleOf({ not: { eq: ['city', 'Lyon'] } })).toEqual({});
    expect(sampleOf(undefined)).toEqual({});
  });

  it('make somebody of the audience who may be written to', () => {
    const scenario: Scenario = {
      format: 'scenario/1',
      key: 'own',
      name: 'Own',
      audience: { contains: ['tags', 'vip'] },
      nodes: [{ id: 'm', kind: 'message', channel: 'sms', fallback: ['email'] }],
      edges: [],
    };
    const made = somebody(scenario, [{ name: 'tags', type: 'list', label: 'Tags' }], 'Europe/Paris');
    expect(made).toMatchObject({ consent_sms: true, consent_email: true, tags: ['vip'] });
  });
});

describe('What happened, day by day', () => {
  const steps = [
    step({ kind: 'event', scenario: '', word: 'cart.left' }),
    step({ node: 'start' }),
    step({ node: 'wait', source: 'start', path: 'next' }),
    step({ scenario: 'other', kind: 'refusal', word: 'audience' }),
    step({ scenario: 'other', node: 'start' }),
    step({ node: 'end', source: 'wait', path: 'next', at: '2026-01-07T08:00:00Z' }),
    step({ node: 'end', kind: 'exit', word: 'end', at: '2026-01-07T08:00:00Z' }),
  ];
  const dayOf = (iso: string): string => iso.slice(0, 10);

  it('says when each step was left, and its end once', () => {
    const days = daysOf(steps, 'own', false, dayOf);
    expect(days.map(({ day, lines }) => [day, lines.length])).toEqual([
      ['2026-01-05', 3],
      ['2026-01-07', 1],
    ]);
    expect(days[0]?.lines[2]?.left).toBe('2026-01-07T08:00:00Z');
  });

  it('shows of other scenarios what is news', () => {
    const shown = daysOf(steps, 'own', true, dayOf).flatMap(({ lines }) => lines.map(({ step: one }) => one));
    expect(shown.filter(({ scenario }) => scenario === 'other').map(({ node }) => node)).toEqual(['start']);
    expect(steps.map(isTelling)).toEqual([true, true, false, false, true, false, true]);
  });
});
