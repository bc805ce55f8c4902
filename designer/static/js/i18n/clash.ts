import { clash as en } from './clash.en';
import { clash as fr } from './clash.fr';
import { translator } from './translate';

/** The words of two versions to decide between in one language. */
export const clashWords = translator<Record<keyof typeof fr, string>>({ fr, en });
