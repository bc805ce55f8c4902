import { draw as en } from './draw.en';
import { draw as fr } from './draw.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type DrawKey = KeyOf<typeof fr> & string;
export type DrawT = Translate<DrawKey>;

/** The words of notes, groups, folds and the bar of the selection in one language. */
export const drawWords = translator<Record<keyof typeof fr, string>>({ fr, en });
