import { exporting as en } from './exporting.en';
import { exporting as fr } from './exporting.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type ExportingKey = KeyOf<typeof fr> & string;
export type ExportingT = Translate<ExportingKey>;

/** The words of what goes out and comes in, in one language. */
export const exportingWords = translator<Record<keyof typeof fr, string>>({ fr, en });
