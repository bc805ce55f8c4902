/** Cron expressions of five fields, read as the schedules people speak of. */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export type Schedule =
  | { readonly kind: 'hourly'; readonly minute: number }
  | { readonly kind: 'daily'; readonly time: string }
  | { readonly kind: 'weekly'; readonly time: string; readonly days: readonly Weekday[] }
  | { readonly kind: 'monthly'; readonly time: string; readonly day: number }
  | { readonly kind: 'custom'; readonly text: string };

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Lowest and highest value of each of the five fields; day of the week counts 0 and 7 as Sunday. */
const BOUNDS: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

function whole(text: string, low: number, high: number): number | undefined {
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= low && value <= high ? value : undefined;
}

function dayNumber(text: string): number | undefined {
  const index = WEEKDAYS.indexOf(text.toLowerCase() as Weekday);
  if (index >= 0) return index + 1;
  const value = whole(text, 0, 7);
  return value === 0 ? 7 : value;
}

function daysOf(field: string): readonly Weekday[] | undefined {
  const days = new Set<number>();
  for (const part of field.split(',')) {
    const [from, to, more] = part.split('-');
    const first = from === undefined ? undefined : dayNumber(from);
    const last = to === undefined ? first : dayNumber(to);
    if (first === undefined || last === undefined || more !== undefined || last < first) return undefined;
    for (let day = first; day <= last; day += 1) days.add(day);
  }
  return WEEKDAYS.filter((_, index) => days.has(index + 1));
}

function clock(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** What the expression says; `custom` when no preset says the same. */
export function readCron(text: string): Schedule {
  const custom: Schedule = { kind: 'custom', text };
  const fields = text.trim().split(/\s+/);
  const [minutes, hours, days, months, weekdays] = fields;
  if (fields.length !== 5 || months !== '*' || !minutes || !hours || !days || !weekdays) return custom;
  const minute = whole(minutes, 0, 59);
  if (minute === undefined) return custom;
  if (hours === '*' && days === '*' && weekdays === '*') return { kind: 'hourly', minute };
  const hour = whole(hours, 0, 23);
  if (hour === undefined) return custom;
  const time = clock(hour, minute);
  if (days === '*' && weekdays === '*') return { kind: 'daily', time };
  if (days === '*') {
    const chosen = daysOf(weekdays);
    return chosen && chosen.length > 0 ? { kind: 'weekly', time, days: chosen } : custom;
  }
  const day = whole(days, 1, 31);
  return day !== undefined && weekdays === '*' ? { kind: 'monthly', time, day } : custom;
}

/** The expression of a schedule: `{kind: 'weekly', time: '09:00', days: ['mon']}` is `0 9 * * MON`. */
export function writeCron(schedule: Schedule): string {
  if (schedule.kind === 'custom') return schedule.text;
  if (schedule.kind === 'hourly') return `${schedule.minute} * * * *`;
  const [hour = 0, minute = 0] = schedule.time.split(':').map(Number);
  const start = `${minute} ${hour}`;
  if (schedule.kind === 'daily') return `${start} * * *`;
  if (schedule.kind === 'monthly') return `${start} ${schedule.day} * *`;
  const days = schedule.days.map((day) => day.toUpperCase());
  const workweek = days.join() === 'MON,TUE,WED,THU,FRI';
  return `${start} * * ${workweek ? 'MON-FRI' : days.join(',')}`;
}

function isField(field: string, index: number): boolean {
  const [low, high] = BOUNDS[index] as readonly [number, number];
  const names = index === 3 ? MONTHS : index === 4 ? (WEEKDAYS as readonly string[]) : [];
  const isValue = (text: string): boolean =>
    names.includes(text.toLowerCase()) || whole(text, low, high) !== undefined;
  return field.split(',').every((part) => {
    const [range, step, more] = part.split('/');
    if (more !== undefined || !range || (step !== undefined && !/^[1-9]\d?$/.test(step))) return false;
    if (range === '*') return true;
    const ends = range.split('-');
    return ends.length <= 2 && ends.every(isValue);
  });
}

/** Whether the text is a cron expression of five fields. */
export function isCron(text: string): boolean {
  const fields = text.trim().split(/\s+/);
  return fields.length === 5 && fields.every(isField);
}
