import { plain } from './plain';

/** What of a step was found. */
export const FIELDS = ['time', 'title', 'detail', 'kind', 'template', 'id', 'ways', 'text'] as const;
export type Field = (typeof FIELDS)[number];

/** The words of one step, by where they stand. */
export interface Entry {
  id: string;
  fields: Partial<Record<Field, string>>;
}

export interface Hit {
  id: string;
  /** Where the first word of the question was found. */
  field: Field;
}

/** Whether a word stands in a field; a T-number is meant whole, so that T1 does not find T12. */
function stands(word: string, field: Field, text: string): boolean {
  return field === 'time' ? text === word : text.includes(word);
}

/** The steps in which every word of the question stands somewhere, in the order they are given. */
export function find(question: string, entries: readonly Entry[]): Hit[] {
  const words = plain(question).split(' ').filter(Boolean);
  if (words.length === 0) return [];
  return entries.flatMap(({ id, fields }) => {
    const texts = FIELDS.map((field) => [field, plain(fields[field] ?? '')] as const);
    const places = words.map((word) => texts.find(([field, text]) => stands(word, field, text))?.[0]);
    const [first] = places;
    return first !== undefined && places.every(Boolean) ? [{ id, field: first }] : [];
  });
}

/** How well a name answers a question: 3 begins with it, 2 a word of it does, 1 has it, 0 has not all of it. */
export function rank(question: string, name: string): number {
  const wanted = plain(question);
  const text = plain(name);
  if (wanted === '' || text.startsWith(wanted)) return 3;
  if (text.includes(` ${wanted}`)) return 2;
  return wanted.split(' ').every((word) => text.includes(word)) ? 1 : 0;
}
