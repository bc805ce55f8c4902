import type { Scenario } from '../model/document';
import { normalize } from '../model/normalize';

/** How much of the days before a date is looked at. */
export const PERIODS = ['start', 'week', 'day'] as const;
export type Period = (typeof PERIODS)[number];
const LENGTH: Record<Period, number> = { start: Number.POSITIVE_INFINITY, week: 7, day: 1 };

/** A figure of every day, as running totals: any stretch of days is one subtraction. */
export class Series {
  /** Sums of the days before each day; one more than there are days. */
  private readonly sums: Float64Array;

  /** `counts`: one number a day; what is missing or no number is zero. */
  constructor(counts: unknown, days: number) {
    const list: unknown[] = Array.isArray(counts) ? counts : [];
    this.sums = new Float64Array(days + 1);
    for (let day = 0; day < days; day += 1) {
      const count = Number(list[day] ?? 0);
      this.sums[day + 1] = (this.sums[day] ?? 0) + (Number.isFinite(count) ? count : 0);
    }
  }

  /** The total up to the end of a day, over a period; a day outside the run counts as its nearest. */
  until(day: number, period: Period): number {
    const last = this.sums.length - 1;
    const end = Math.min(Math.max(day + 1, 0), last);
    const begin = Math.max(end - LENGTH[period], 0);
    return (this.sums[end] ?? 0) - (this.sums[begin] ?? 0);
  }
}

/** What a step counts; `sent` and after are of messages alone. */
export const COUNTS = ['arrived', 'sent', 'delayed', 'skipped'] as const;
export type Count = (typeof COUNTS)[number];

/** One run of a scenario in a simulation. */
export interface Run {
  id: number;
  name: string;
  /** Start of the first day, milliseconds since 1970. */
  from: number;
  days: number;
  scenario: Scenario;
  nodes: ReadonlyMap<string, Record<Count, Series>>;
  /** By `wayKey`. */
  ways: ReadonlyMap<string, Series>;
}

/** A run, and the one it is compared with. */
export interface Pair {
  first: Run;
  second: Run | undefined;
}

type Plain = Record<string, unknown>;

const isRecord = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const DAY = 86_400_000;

/** Every way out leads to one step, so its source and its name tell it. */
export function wayKey(from: string, path: string): string {
  return `${from}|${path}`;
}

function readRun(answer: Plain, key: string, document: unknown): Run {
  const about = isRecord(answer.simulation) ? answer.simulation : {};
  const days = Math.max(1, Math.floor(Number(about.days) || 0));
  const from = Date.parse(String(about.from));
  const scenario = normalize(answer.document ?? document, key);
  const nodes = new Map<string, Record<Count, Series>>();
  const given = isRecord(answer.nodes) ? answer.nodes : {};
  for (const node of scenario.nodes) {
    const counts = isRecord(given[node.id]) ? (given[node.id] as Plain) : {};
    // Those who enter are those who arrive at the trigger, whichever of the two is told.
    const arrived = node.kind === 'trigger' ? (counts.arrived ?? answer.entered) : counts.arrived;
    nodes.set(node.id, {
      arrived: new Series(arrived, days),
      sent: new Series(counts.sent, days),
      delayed: new Series(counts.delayed, days),
      skipped: new Series(counts.skipped, days),
    });
  }
  const ways = new Map<string, Series>();
  for (const way of Array.isArray(answer.ways) ? answer.ways.filter(isRecord) : []) {
    ways.set(wayKey(String(way.from), String(way.path ?? 'next')), new Series(way.counts, days));
  }
  return {
    id: Number(about.id),
    name: String(about.name ?? ''),
    from: Number.isNaN(from) ? 0 : from,
    days,
    scenario,
    nodes,
    ways,
  };
}

/** The answer of the server as runs; nothing in it is trusted to be there. */
export function readPair(answer: unknown): Pair {
  const body = isRecord(answer) ? answer : {};
  const key = String(body.scenario ?? '');
  const other = isRecord(body.other) ? body.other : undefined;
  return {
    first: readRun(body, key, undefined),
    second: other && readRun(other, key, body.document),
  };
}

/** The instant a day begins, milliseconds since 1970. */
export function startOf(run: Run, day: number): number {
  return run.from + day * DAY;
}

/** Days of the longer run. */
export function daysOf({ first, second }: Pair): number {
  return Math.max(first.days, second?.days ?? 0);
}

export type Side = 'first' | 'second' | 'difference';

/** The figures of one date on one side of a pair; of the difference they may be negative. */
export interface Figures {
  count(id: string, count: Count): number;
  way(from: string, path: string): number;
}

/** What `run` counts until the end of a day. */
export function figuresOf(run: Run, day: number, period: Period): Figures {
  return {
    count: (id, count) => run.nodes.get(id)?.[count].until(day, period) ?? 0,
    way: (from, path) => run.ways.get(wayKey(from, path))?.until(day, period) ?? 0,
  };
}

/** The figures of a side: the second less the first where it is their difference. */
export function figuresAt({ first, second }: Pair, side: Side, day: number, period: Period): Figures {
  const one = figuresOf(first, day, period);
  if (!second || side === 'first') return one;
  const other = figuresOf(second, day, period);
  if (side === 'second') return other;
  return {
    count: (id, count) => other.count(id, count) - one.count(id, count),
    way: (from, path) => other.way(from, path) - one.way(from, path),
  };
}

/** The least difference, as a share of the widest line, that may be drawn as wide. */
const DIFFERENCE = 0.1;

/**
 * The largest count of each way over all dates, and of all of them: what the widths are measured by.
 *
 * Both runs of a pair share one measure, so that a line of the same width is the same number in both. A
 * difference is measured by a share of them at least: three more of a thousand is no wide line.
 */
export function peaks(pair: Pair, side: Side, period: Period): { ways: Map<string, number>; most: number } {
  const sides: Side[] = side === 'difference' || !pair.second ? [side] : ['first', 'second'];
  const keys = new Set([...pair.first.ways.keys(), ...(pair.second?.ways.keys() ?? [])]);
  const ways = new Map<string, number>();
  const none = new Series([], 1);
  let most = 0;
  for (const key of keys) {
    const one = pair.first.ways.get(key) ?? none;
    const other = pair.second?.ways.get(key) ?? none;
    let peak = 0;
    for (let day = 0; day < daysOf(pair); day += 1) {
      const [a, b] = [one.until(day, period), other.until(day, period)];
      for (const which of sides)
        peak = Math.max(peak, which === 'first' ? a : which === 'second' ? b : Math.abs(b - a));
    }
    ways.set(key, peak);
    most = Math.max(most, peak);
  }
  if (side === 'difference') most = Math.max(most, peaks(pair, 'first', period).most * DIFFERENCE);
  return { ways, most: Math.ceil(most) };
}

/** Steps of the second run that the drawing of the first has no card for. */
export function missingSteps({ first, second }: Pair): string[] {
  const drawn = new Set(first.scenario.nodes.map((node) => node.id));
  return second?.scenario.nodes.map((node) => node.id).filter((id) => !drawn.has(id)) ?? [];
}
