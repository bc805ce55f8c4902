import { outline as en } from './outline.en';
import { outline as fr } from './outline.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type OutlineKey = KeyOf<typeof fr> & string;
export type OutlineT = Translate<OutlineKey>;

/** The words of the outline and of the summary in one language. */
export const outlineWords = translator<Record<keyof typeof fr, string>>({ fr, en });
