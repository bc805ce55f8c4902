/** What a text with merge fields may be completed with: names of the catalogue, filters, tags. */

import type { ContentKey, ContentT } from '../../i18n/content';
import type { Catalogue } from '../../model/document';
import { inSentence } from '../conditions/words';
import { matching } from '../fields/Combobox';
import type { FormSpeech } from '../fields/formSpeech';
import { nameOf } from '../fields/names';
import type { Opening } from './liquid';

export interface Suggestion {
  /** What is written; `|caret|` is where the reader goes on. */
  readonly value: string;
  /** The name as the text has it. */
  readonly key: string;
  readonly label: string;
  readonly group: string;
}

export interface Suggestions {
  readonly field: readonly Suggestion[];
  readonly filter: readonly Suggestion[];
  readonly tag: readonly Suggestion[];
}

/** The filters that marketers need, the most needed first, with their arguments. */
const FILTERS = {
  default: 'default: "|caret|"',
  capitalize: 'capitalize',
  upcase: 'upcase',
  downcase: 'downcase',
  date: 'date: "%d/%m/%Y"',
  round: 'round',
  truncate: 'truncate: |caret|40',
  strip: 'strip',
  replace: 'replace: "|caret|", ""',
  append: 'append: "|caret|"',
  prepend: 'prepend: "|caret|"',
  plus: 'plus: |caret|1',
  minus: 'minus: |caret|1',
  times: 'times: |caret|2',
  divided_by: 'divided_by: |caret|2',
  join: 'join: ", "',
  first: 'first',
  last: 'last',
  size: 'size',
  url_encode: 'url_encode',
} as const;

const TAGS = {
  if: 'if |caret| %}{% endif',
  else: 'else',
  elsif: 'elsif |caret|',
  unless: 'unless |caret| %}{% endunless',
  case: 'case |caret| %}{% when "" %}{% else %}{% endcase',
  for: 'for one in |caret| %}{{ one }}{% endfor',
  assign: 'assign name = |caret|',
} as const;

interface Sources {
  catalogue: Catalogue;
  say: FormSpeech;
  c: ContentT;
  /** The event that triggers the scenario. */
  event: string | undefined;
  /** The filters that the server knows; until it has said so, those with words here. */
  filters: readonly string[] | undefined;
}

export function suggestionsOf({ catalogue, say, c, event, filters }: Sources): Suggestions {
  const properties = catalogue.events.find(({ name }) => name === event)?.properties ?? {};
  const field = (key: string, label: string, group: ContentKey): Suggestion => ({
    value: key,
    key,
    label,
    group: c(group),
  });
  const known = Object.keys(FILTERS) as (keyof typeof FILTERS)[];
  const others = (filters ?? []).filter((name) => !known.some((one) => one === name));
  return {
    field: [
      ...Object.keys(properties).map((name) =>
        field(
          `event.${name}`,
          say.t('variable.event', { name: inSentence(nameOf(name, undefined, say)) }),
          'field.group.event',
        ),
      ),
      ...catalogue.attributes
        .filter(({ name }) => !name.startsWith('consent_'))
        .map(({ name, label }) => field(name, nameOf(name, label, say), 'field.group.contact')),
      field('brand', c('given.brand'), 'field.group.given'),
      field('unsubscribe_url', c('given.unsubscribe_url'), 'field.group.given'),
    ],
    filter: [
      ...known
        .filter((name) => filters === undefined || filters.includes(name))
        .map((name) => ({
          value: FILTERS[name],
          key: name,
          label: c(`filter.${name}`),
          group: c('field.group.filters'),
        })),
      ...others.map((name) => ({ value: name, key: name, label: '', group: c('field.group.filters') })),
    ],
    tag: (Object.keys(TAGS) as (keyof typeof TAGS)[]).map((name) => ({
      value: TAGS[name],
      key: name,
      label: c(`tag.${name}`),
      group: c('field.group.tags'),
    })),
  };
}

/** How many are listed at once. */
const LISTED = 40;

/** The suggestions that fit what has been typed: by their first letters, then by any of their words. */
export function fitting(suggestions: Suggestions, { wanted, typed }: Opening): readonly Suggestion[] {
  const all = suggestions[wanted];
  const lower = typed.toLowerCase();
  const first = all.filter(({ key }) => key.toLowerCase().startsWith(lower));
  const byWord = matching(
    all.map(({ key, label }) => ({ value: key, label })),
    typed,
  );
  // Those without words here are for who knows their names.
  const second = all.filter(
    (one) => one.label !== '' && !first.includes(one) && byWord.some(({ value }) => value === one.key),
  );
  return [...first, ...second].slice(0, LISTED);
}
