import { together as en } from './together.en';
import { together as fr } from './together.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type TogetherKey = KeyOf<typeof fr> & string;
export type TogetherT = Translate<TogetherKey>;

/** The words of drawing together in one language. */
export const togetherWords = translator<Record<keyof typeof fr, string>>({ fr, en });
