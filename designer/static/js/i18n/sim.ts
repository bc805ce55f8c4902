import { sim as en } from './sim.en';
import { sim as fr } from './sim.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type SimKey = KeyOf<typeof fr> & string;
export type SimT = Translate<SimKey>;

/** The words of the simulated flow in one language. */
export const simWords = translator<Record<keyof typeof fr, string>>({ fr, en });
