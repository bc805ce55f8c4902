import { publish as en } from './publish.en';
import { publish as fr } from './publish.fr';
import { translator } from './translate';

/** The words of publishing in one language. */
export const publishWords = translator<Record<keyof typeof fr, string>>({ fr, en });
