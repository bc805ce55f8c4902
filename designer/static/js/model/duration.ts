import { formatNumber } from '../i18n/translate';
import type { Duration, Locale } from './document';

const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;
export type Unit = (typeof UNITS)[number];

/** A duration taken apart; `negative` stands for the sign of all parts. */
export type Parts = { negative: boolean } & Record<Unit, number>;

const PATTERN =
  /^([+-])?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** The parts of an ISO 8601 duration, or nothing where the text is none. */
export function parseDuration(text: Duration | undefined): Parts | undefined {
  const match = text === undefined ? null : PATTERN.exec(text);
  if (!match?.slice(2).some((part) => part !== undefined)) return undefined;
  const parts: Parts = {
    negative: match[1] === '-',
    years: 0,
    months: 0,
    weeks: 0,
    days: 0,
    hours: 0,
    minutes: 0,
    seconds: 0,
  };
  UNITS.forEach((unit, index) => {
    parts[unit] = Number(match[index + 2] ?? 0);
  });
  return parts;
}

const WORDS: Record<Locale, Record<Unit, [one: string, other: string]>> = {
  fr: {
    years: ['an', 'ans'],
    months: ['mois', 'mois'],
    weeks: ['semaine', 'semaines'],
    days: ['jour', 'jours'],
    hours: ['heure', 'heures'],
    minutes: ['minute', 'minutes'],
    seconds: ['seconde', 'secondes'],
  },
  en: {
    years: ['year', 'years'],
    months: ['month', 'months'],
    weeks: ['week', 'weeks'],
    days: ['day', 'days'],
    hours: ['hour', 'hours'],
    minutes: ['minute', 'minutes'],
    seconds: ['second', 'seconds'],
  },
};

/** A duration in words without its sign: "2 jours", "1 day 4 hours"; the text itself where it is no duration. */
export function durationInWords(duration: Duration | undefined, locale: Locale): string {
  const parts = parseDuration(duration);
  if (!parts) return duration ?? '';
  const words = UNITS.filter((unit) => parts[unit] > 0).map((unit) => {
    const count = parts[unit];
    const [one, other] = WORDS[locale][unit];
    const single = locale === 'fr' ? count < 2 : count === 1;
    return `${formatNumber(count, locale)}\u00a0${single ? one : other}`;
  });
  if (words.length > 0) return words.join(' ');
  return `0\u00a0${WORDS[locale].minutes[locale === 'fr' ? 0 : 1]}`;
}

/** Whether a duration is zero, so that "3 days before" becomes "on the day". */
export function isZero(duration: Duration | undefined): boolean {
  const parts = parseDuration(duration);
  return parts !== undefined && UNITS.every((unit) => parts[unit] === 0);
}
