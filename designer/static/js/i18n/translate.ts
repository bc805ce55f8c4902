import type { Locale } from '../model/document';

export type Dictionary = Record<string, string>;
/** Values put in place of `{name}`; `count` also chooses between `key.one` and `key.other`. */
export type Params = Record<string, string | number>;

const NBSP = '\u00a0';
const NARROW = '\u202f';

/**
 * French spacing: no-break spaces inside « », before : and between a number and its sign,
 * narrow ones before ; ! ? — so that sources are typed with plain spaces.
 */
export function frenchSpaces(words: string): string {
  return words
    .replace(/« /g, `«${NBSP}`)
    .replace(/ »/g, `${NBSP}»`)
    .replace(/ :/g, `${NBSP}:`)
    .replace(/ ([;!?])/g, `${NARROW}$1`)
    .replace(/ (%|€)/g, `${NBSP}$1`);
}

/** Words from elsewhere in French typography: its spaces, and the apostrophe of print. */
export function frenchWords(words: string): string {
  return frenchSpaces(words).replace(/(\p{L})'(?=\p{L})/gu, '$1’');
}

/** A sentence of the server in both languages, the French one as it is printed. */
export function frenchText<T extends { fr: string }>(words: T): T {
  return { ...words, fr: frenchWords(words.fr) };
}

/** The keys of a dictionary without their plural endings. */
export type KeyOf<D> = keyof D extends infer K
  ? K extends `${infer Base}.one` | `${infer Base}.other`
    ? Base
    : K
  : never;

export type Translate<K extends string> = (key: K, params?: Params) => string;

const plural: Record<Locale, Intl.PluralRules> = {
  fr: new Intl.PluralRules('fr'),
  en: new Intl.PluralRules('en'),
};
const numbers: Record<Locale, Intl.NumberFormat> = {
  fr: new Intl.NumberFormat('fr'),
  en: new Intl.NumberFormat('en'),
};

/** A number as its readers write it. */
export function formatNumber(value: number, locale: Locale): string {
  return numbers[locale].format(value);
}

/**
 * A translator for each language over one typed dictionary; the French one names the keys.
 *
 * `translator({ fr, en })('fr')('saved')`; with `{count}` the entries `key.one` and `key.other` are used.
 */
export function translator<D extends Dictionary>(dictionaries: {
  fr: D;
  en: { [K in keyof D]: string };
}): (locale: Locale) => Translate<KeyOf<D> & string> {
  const french = Object.fromEntries(
    Object.entries(dictionaries.fr).map(([key, words]) => [key, frenchSpaces(words)]),
  );
  const words: Record<Locale, Dictionary> = { fr: french, en: dictionaries.en };
  const make = (locale: Locale): Translate<KeyOf<D> & string> => {
    return (key, params = {}) => {
      const count = params.count;
      const form =
        typeof count === 'number'
          ? `${key}.${plural[locale].select(count) === 'one' ? 'one' : 'other'}`
          : key;
      const template = words[locale][form] ?? words[locale][key] ?? key;
      return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = params[name];
        if (value === undefined) return whole;
        return typeof value === 'number' ? formatNumber(value, locale) : value;
      });
    };
  };
  const both = { fr: make('fr'), en: make('en') };
  return (locale) => both[locale];
}
