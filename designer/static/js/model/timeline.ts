import type { Witness } from './conflicts';

/** The figures of a witness's picture: when each message is due, and how full the rule is after it. */

const HOUR = 60;
const DAY = 24 * HOUR;
/** Distances between marks of the axis, in minutes. */
const TICKS = [
  15,
  30,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  90 * DAY,
];
/** Sums of floats that are at the limit are not over it. */
const SAME = 1e-9;

export interface Mark {
  /** Minutes since the first message. */
  at: number;
  scenario: string;
  node: string;
  channel: string;
  /** How much there is with this message: a count, or the score. */
  filled: number;
  over: boolean;
}

/** The messages in order, with what they add up to. */
export function marksOf(witness: Witness, limit: number | null): Mark[] {
  const first = witness.events[0]?.at ?? 0;
  return witness.events.map(({ at, scenario, node, channel }, index) => {
    const filled = witness.scores?.[index] ?? index + 1;
    return {
      at: Math.round((at - first) / 60),
      scenario,
      node,
      channel,
      filled,
      over: limit !== null && filled > limit + SAME,
    };
  });
}

/** Minutes that the picture shows. A score goes on after the last message: what it then is must be seen. */
export function spanOf(witness: Witness, marks: readonly Mark[]): number {
  const last = Math.max(0, ...marks.map(({ at }) => at));
  if (witness.window === null) return Math.max(Math.ceil(last * 1.2), HOUR);
  return Math.max(last, witness.window / 60, HOUR);
}

/** The minutes that the axis names, at most so many besides the first. */
export function ticksOf(span: number, most: number): number[] {
  const step = TICKS.find((tick) => span / tick <= most) ?? Math.ceil(span / most / DAY) * DAY;
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step);
}

/** Days and minutes of the day. */
export function split(minutes: number): { days: number; hours: number; minutes: number } {
  const days = Math.floor(minutes / DAY);
  const rest = minutes - days * DAY;
  return { days, hours: Math.floor(rest / HOUR), minutes: rest % HOUR };
}

export interface Spot {
  marks: readonly Mark[];
  /** Middle of the first and of the last message, in pixels. */
  from: number;
  to: number;
}

/**
 * The messages of one lane as spots that do not cover one another: those of one step that stand too close
 * are one, those of different steps move aside.
 */
export function spotsOf(marks: readonly Mark[], x: (minute: number) => number, size: number): Spot[] {
  const spots: { marks: Mark[]; from: number; to: number }[] = [];
  for (const mark of marks) {
    const at = x(mark.at);
    const before = spots.at(-1);
    if (before && before.marks[0]?.node === mark.node && at - before.to < size * 0.8) {
      before.marks.push(mark);
      before.to = Math.max(before.to, at);
    } else {
      const free = before ? before.to + size + 3 : at;
      spots.push({ marks: [mark], from: Math.max(at, free), to: Math.max(at, free) });
    }
  }
  return spots;
}
