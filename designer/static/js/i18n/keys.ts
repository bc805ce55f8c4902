import { keys as en } from './keys.en';
import { keys as fr } from './keys.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type KeysKey = KeyOf<typeof fr> & string;
export type KeysT = Translate<KeysKey>;

/** The words of the keyboard, the search and the command palette in one language. */
export const keysWords = translator<Record<keyof typeof fr, string>>({ fr, en });
