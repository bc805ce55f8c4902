import { drawing as en } from './drawing.en';
import { drawing as fr } from './drawing.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type DrawingKey = KeyOf<typeof fr> & string;
export type DrawingT = Translate<DrawingKey>;

/** The words of drawing in one language. */
export const drawingWords = translator<Record<keyof typeof fr, string>>({ fr, en });
