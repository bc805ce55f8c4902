import type { Person } from '../api/room';
import type { TogetherT } from '../i18n/together';

/** How somebody is called: by their name, else as a guest with the number of their colour. */
export function nameOf(person: Person, t: TogetherT): string {
  return person.name || t('people.guest', { number: String(person.colour + 1) });
}

/** The first letters of the first and the last word, so that colour is never all that tells people apart. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s-]+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => [...(word ?? '?')][0]?.toLocaleUpperCase() ?? '').join('');
}

/** The class of a person's colour. */
export const colourOf = (person: Person): string => `tg-colour-${person.colour % 8}`;
