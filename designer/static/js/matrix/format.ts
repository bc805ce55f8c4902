import { frenchWords } from '../i18n/translate';
import type { Locale } from '../model/document';
import type { Both } from './types';

/** Figures, dates and names in the reader's language. */
export class Format {
  readonly locale: Locale;
  readonly #tag: string;

  constructor(locale: Locale) {
    this.locale = locale;
    this.#tag = locale === 'fr' ? 'fr-FR' : 'en-GB';
  }

  text(words: Both): string {
    return this.locale === 'fr' ? frenchWords(words.fr || words.en) : words.en || words.fr;
  }

  number(value: number, digits = 0): string {
    return new Intl.NumberFormat(this.#tag, { maximumFractionDigits: digits }).format(value);
  }

  /** A rate that may be tiny: what would round to nothing is said to be less than the last digit. */
  rate(value: number): string {
    return value > 0 && value < 0.005 ? `<\u202f${this.number(0.01, 2)}` : this.number(value, 2);
  }

  /** A share of one as a percentage. */
  percent(share: number, digits = 0): string {
    return new Intl.NumberFormat(this.#tag, { style: 'percent', maximumFractionDigits: digits }).format(
      share,
    );
  }

  money(value: number, digits = 0): string {
    return new Intl.NumberFormat(this.#tag, {
      style: 'currency',
      currency: 'EUR',
      // Cents are said whole or not at all: 0,10 €, 45 €.
      minimumFractionDigits: Number.isInteger(value) ? 0 : digits,
      maximumFractionDigits: digits,
    }).format(value);
  }

  date(iso: string): string {
    const at = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
    if (Number.isNaN(at.getTime())) return iso;
    return new Intl.DateTimeFormat(this.#tag, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(at);
  }

  list(words: readonly string[]): string {
    return new Intl.ListFormat(this.#tag, { type: 'conjunction' }).format(words);
  }
}
