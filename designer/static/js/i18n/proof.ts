import { proof as en } from './proof.en';
import { proof as fr } from './proof.fr';
import { translator } from './translate';

/** The words of the drawer of conflicts in one language. */
export const proofWords = translator<Record<keyof typeof fr, string>>({ fr, en });
