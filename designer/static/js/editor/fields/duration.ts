/** ISO 8601 durations as the documents write them, seen as a number and a unit. */

export const FIXED_UNITS = ['minute', 'hour', 'day', 'week'] as const;
export const CALENDAR_UNITS = ['month', 'year'] as const;
export type FixedUnit = (typeof FIXED_UNITS)[number];
export type Unit = FixedUnit | (typeof CALENDAR_UNITS)[number];

export interface Span {
  /** Whole count, never negative: the sign stands apart. */
  readonly count: number;
  readonly unit: Unit;
  readonly before: boolean;
}

const MINUTES: Readonly<Record<FixedUnit, number>> = { minute: 1, hour: 60, day: 1440, week: 10_080 };
const PATTERN = /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * The span a text stands for, or undefined when no single unit can say it.
 * Mixed fixed parts are given in the largest unit that divides them: `P1DT12H` is 36 hours.
 */
export function readDuration(text: string): Span | undefined {
  const found = PATTERN.exec(text);
  if (!found || text.endsWith('P') || text.endsWith('T')) return undefined;
  const before = found[1] === '-';
  const part = (index: number): number | undefined =>
    found[index] === undefined ? undefined : Number(found[index]);
  const given: [Unit, number][] = [];
  const units: [number, Unit][] = [
    [2, 'year'],
    [3, 'month'],
    [4, 'week'],
    [5, 'day'],
    [6, 'hour'],
    [7, 'minute'],
  ];
  for (const [index, unit] of units) {
    const count = part(index);
    if (count !== undefined) given.push([unit, count]);
  }
  const seconds = part(8) ?? 0;
  if (given.length === 1 && seconds === 0) {
    const [unit, count] = given[0] as [Unit, number];
    return { count, unit, before };
  }
  if (given.some(([unit]) => unit === 'month' || unit === 'year') || seconds % 60 !== 0) return undefined;
  if (given.length === 0 && found[8] === undefined) return undefined;
  const total = given.reduce((sum, [unit, count]) => sum + count * MINUTES[unit as FixedUnit], seconds / 60);
  const unit = (['day', 'hour', 'minute'] as const).find((one) => total % MINUTES[one] === 0) ?? 'minute';
  return { count: total / MINUTES[unit], unit, before };
}

/** `{count: 2, unit: 'day'}` is `P2D`. Zero has no sign. */
export function writeDuration({ count, unit, before }: Span): string {
  const sign = before && count > 0 ? '-' : '';
  const letters: Readonly<Record<Unit, string>> = {
    minute: `PT${count}M`,
    hour: `PT${count}H`,
    day: `P${count}D`,
    week: `P${count}W`,
    month: `P${count}M`,
    year: `P${count}Y`,
  };
  return sign + letters[unit];
}

/** A count as people type it: whole, from 0, of a size a span can have; undefined for anything else. */
export function readCount(text: string): number | undefined {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '');
  return /^\d{1,6}$/.test(plain) ? Number(plain) : undefined;
}
