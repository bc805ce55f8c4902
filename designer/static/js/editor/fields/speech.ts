/** Conditions, triggers and schedules in the reader's language, with its numbers, dates and lists. */

import { said as en } from '../../i18n/said.en';
import { said as fr } from '../../i18n/said.fr';
import { formatNumber, frenchWords, type KeyOf, type Translate, translator } from '../../i18n/translate';
import { type Locale, type Text, textOf } from '../../model/document';

export type SaidKey = KeyOf<typeof fr> & string;

export interface Speech {
  readonly locale: Locale;
  readonly t: Translate<SaidKey>;
  number(value: number): string;
  /** A text of a document or of the catalogue, in this language and its typography. */
  text(text: Text | undefined): string;
  /** A date or an instant of a document, as people write it; any other text as it stands. */
  date(iso: string): string;
  /** `a, b ou c`. */
  list(items: readonly string[], type: 'conjunction' | 'disjunction'): string;
}

const translate = translator({ fr, en });

function build(locale: Locale): Speech {
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const instants = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return {
    locale,
    t: translate(locale),
    text: (text) => {
      const words = textOf(text, locale);
      return locale === 'fr' ? frenchWords(words) : words;
    },
    number: (value) => formatNumber(value, locale),
    date: (iso) => {
      const time = Date.parse(iso);
      if (Number.isNaN(time)) return iso;
      if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return days.format(time);
      return /^\d{4}-\d{2}-\d{2}T/.test(iso) ? `${instants.format(time)} UTC` : iso;
    },
    list: (items, type) => new Intl.ListFormat(locale, { type }).format(items),
  };
}

const SPEECHES: Readonly<Record<Locale, Speech>> = { fr: build('fr'), en: build('en') };

export function speech(locale: Locale): Speech {
  return SPEECHES[locale];
}
