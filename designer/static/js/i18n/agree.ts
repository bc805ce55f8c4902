import { agree as en } from './agree.en';
import { agree as fr } from './agree.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type AgreeKey = KeyOf<typeof fr> & string;
export type AgreeT = Translate<AgreeKey>;

/** The words of what the sheet takes from the flowchart, in one language. */
export const agreeWords = translator<Record<keyof typeof fr, string>>({ fr, en });
