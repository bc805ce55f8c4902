import { type KeyOf, type Translate, translator } from './translate';
import { trial as en } from './trial.en';
import { trial as fr } from './trial.fr';

export type TrialKey = KeyOf<typeof fr> & string;
export type TrialT = Translate<TrialKey>;

/** The words of a trial in one language. */
export const trialWords = translator<Record<keyof typeof fr, string>>({ fr, en });
