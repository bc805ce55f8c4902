import { type KeyOf, type Translate, translator } from './translate';
import { versions as en } from './versions.en';
import { versions as fr } from './versions.fr';

export type VersionsKey = KeyOf<typeof fr> & string;
export type VersionsT = Translate<VersionsKey>;

/** The words of history and publication in one language. */
export const versionsWords = translator<Record<keyof typeof fr, string>>({ fr, en });
