import type { Locale } from '../../model/document';

/** Instants of a trial in the contact's own time. */

const MINUTE = 60_000;
/** In minutes. */
const HOUR = 60;
const DAY = 24 * HOUR;

function known(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}

/** To make a format is slow; there are few zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function parts(iso: string, zone: string): Map<string, string> {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: known(zone),
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(zone, format);
  }
  return new Map(format.formatToParts(Date.parse(iso)).map(({ type, value }) => [type, value]));
}

/** The wall time in a zone, `2026-01-05T09:00`, as a field of date and time has it. */
export function wall(iso: string, zone: string): string {
  const at = parts(iso, zone);
  const year = (at.get('year') ?? '').padStart(4, '0');
  return `${year}-${at.get('month')}-${at.get('day')}T${at.get('hour')}:${at.get('minute')}`;
}

/** The instant of a wall time in a zone; one that a change of clocks skips is moved on. */
export function instant(local: string, zone: string): string {
  const aim = Date.parse(`${local}:00Z`);
  let guess = aim;
  // Twice: the offset at the first guess may be that of the other side of a change.
  for (let turn = 0; turn < 2; turn += 1) {
    const seen = Date.parse(`${wall(new Date(guess).toISOString(), zone)}:00Z`);
    guess += aim - seen;
  }
  return new Date(guess).toISOString().replace('.000Z', 'Z');
}

/** The instant some minutes later. */
export function later(iso: string, minutes: number): string {
  return new Date(Date.parse(iso) + minutes * MINUTE).toISOString().replace('.000Z', 'Z');
}

/** Instants of round local time within a span: midnights, or hours where it is short; at most so many. */
export function rounds(start: string, minutes: number, most: number, zone: string): string[] {
  const steps = [
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    91 * DAY,
  ];
  const step = steps.find((one) => minutes / one <= most) ?? 364 * DAY;
  const midnight = Date.parse(`${wall(start, zone).slice(0, 10)}T00:00:00Z`);
  const end = Date.parse(start) + minutes * MINUTE;
  const found: string[] = [];
  for (let local = midnight; ; local += step * MINUTE) {
    const at = instant(new Date(local).toISOString().slice(0, 16), zone);
    if (Date.parse(at) > end) return found;
    if (Date.parse(at) >= Date.parse(start)) found.push(at);
  }
}

/** Says instants in one language and zone. */
export class Clock {
  private readonly locale: Locale;
  private readonly days: Intl.DateTimeFormat;
  private readonly shortDays: Intl.DateTimeFormat;
  private readonly ticks: Intl.DateTimeFormat;
  private readonly times: Intl.DateTimeFormat;

  constructor(locale: Locale, zone: string) {
    const timeZone = known(zone);
    const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
      new Intl.DateTimeFormat(locale === 'fr' ? 'fr-FR' : 'en-GB', { timeZone, ...options });
    this.locale = locale;
    this.days = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    this.shortDays = format({ weekday: 'short', day: 'numeric', month: 'short' });
    this.ticks = format({ day: 'numeric', month: 'short' });
    this.times = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  }

  private say(format: Intl.DateTimeFormat, iso: string): string {
    const said = format.format(Date.parse(iso));
    return this.locale === 'fr' ? said.replace(/(^|\s)1(?=\s\p{L})/u, '$11er') : said;
  }

  /** `lundi 5 janvier 2026`. */
  day(iso: string): string {
    return this.say(this.days, iso);
  }

  /** `5 janv.` */
  tick(iso: string): string {
    return this.say(this.ticks, iso);
  }

  /** `09:00`. */
  time(iso: string): string {
    return this.times.format(Date.parse(iso));
  }

  /** `lun. 5 janv. 09:00`. */
  moment(iso: string): string {
    return `${this.say(this.shortDays, iso)} ${this.time(iso)}`.replaceAll(' ', '\u00a0');
  }

  /** `lundi 5 janvier 2026, 09:00`. */
  long(iso: string): string {
    return `${this.day(iso)}, ${this.time(iso)}`;
  }
}
