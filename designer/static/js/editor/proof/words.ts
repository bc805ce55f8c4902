import { proofWords } from '../../i18n/proof';
import { formatNumber } from '../../i18n/translate';
import type { Conflict, Remedy } from '../../model/conflicts';
import { type Catalogue, type Locale, textOf } from '../../model/document';
import { split } from '../../model/timeline';
import { attributeName, capital, inSentence, valueWords } from '../conditions/words';
import { isLiteral } from '../fields/json';
import { speech } from '../fields/speech';
import type { Wording } from '../stepWords';

const NBSP = '\u00a0';

/** A figure of a rule: a count as it is, a score with at most one decimal. */
export function figure(value: number, locale: Locale): string {
  return formatNumber(Math.round(value * 10) / 10, locale);
}

function clock(hours: number, minutes: number): string {
  if (hours === 0) return `${minutes}${NBSP}min`;
  return `${hours}${NBSP}h${minutes > 0 ? `${NBSP}${String(minutes).padStart(2, '0')}` : ''}`;
}

/** A moment of the axis since the first message: "J", "J+2", "J+1 4 h". */
export function momentWords(at: number, locale: Locale): string {
  const { days, hours, minutes } = split(at);
  const day = locale === 'fr' ? 'J' : 'D';
  const time = hours + minutes > 0 ? clock(hours, minutes) : '';
  if (days === 0) return time ? `+${time}` : day;
  return [`${day}+${formatNumber(days, locale)}`, time].filter(Boolean).join(' ');
}

/** A window in words: "7 jours", "48 heures". */
export function windowWords(seconds: number, { locale }: Wording): string {
  const p = proofWords(locale);
  const { days, hours, minutes } = split(Math.round(seconds / 60));
  const inHours = days > 0 && (hours > 0 || days <= 2) ? days * 24 + hours : 0;
  if (inHours > 0) return p('proof.hours', { count: inHours });
  if (days > 0) return p('proof.days', { count: days });
  return hours > 0 ? p('proof.hours', { count: hours }) : p('proof.minutes', { count: minutes });
}

/** The attributes that put the contact into every audience, as a person would say them. */
export function profileWords(
  contact: Readonly<Record<string, unknown>>,
  catalogue: Catalogue,
  { locale }: Wording,
): string[] {
  const p = proofWords(locale);
  const say = speech(locale);
  return Object.entries(contact).map(([name, value]) => {
    const label = inSentence(attributeName(catalogue, name, say));
    const words = isLiteral(value)
      ? valueWords(value, say)
      : Array.isArray(value)
        ? say.list(value.map(String), 'conjunction')
        : p('proof.contact.missing');
    return `${capital(label)}${locale === 'fr' ? NBSP : ''}: ${words}`;
  });
}

/** The name of a scenario as lists show it. */
export function scenarioName(key: string, catalogue: Catalogue, locale: Locale): string {
  return textOf(catalogue.scenarios.find((one) => one.key === key)?.name, locale) || key;
}

/** A conflict in a list: with whom, and by how much. */
export function conflictLine(
  conflict: Conflict,
  own: string,
  catalogue: Catalogue,
  wording: Wording,
): string {
  const { t, locale } = wording;
  const p = proofWords(locale);
  const others = conflict.scenarios.filter((key) => key !== own);
  const who =
    others.length === 0
      ? p('proof.alone')
      : speech(locale).list(
          others.map((key) => scenarioName(key, catalogue, locale)),
          'conjunction',
        );
  const window = conflict.witness?.window;
  return [
    who,
    conflict.limit === null || conflict.worst === null
      ? t(`proof.badge.${conflict.exempt ? 'exempt' : conflict.verdict}`)
      : p('proof.figures', {
          worst: figure(conflict.worst, locale),
          limit: figure(conflict.limit, locale),
        }),
    window ? windowWords(window, wording) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What the rule says once a remedy is applied. */
export function afterWords(remedy: Remedy, conflict: Conflict, { locale }: Wording): string {
  const p = proofWords(locale);
  switch (remedy.verdict) {
    case 'may':
      return remedy.worst === null
        ? p('proof.after.may.open')
        : p('proof.after.may', { worst: figure(remedy.worst, locale) });
    case 'must':
      // What never left may at best leave late; of any other conflict, it is another message that waits.
      return p(conflict.verdict === 'dead' ? 'proof.after.late' : 'proof.after.must');
    default:
      return p(`proof.after.${remedy.verdict}`);
  }
}
