import { content as en } from './content.en';
import { content as fr } from './content.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type ContentKey = KeyOf<typeof fr> & string;
export type ContentT = Translate<ContentKey>;

/** The words of the message editor in one language. */
export const contentWords = translator<Record<keyof typeof fr, string>>({ fr, en });
