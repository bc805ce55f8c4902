import { matrix as en } from './matrix.en';
import { matrix as fr } from './matrix.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type MatrixKey = KeyOf<typeof fr> & string;
export type MatrixT = Translate<MatrixKey>;

/** The words of the committee's matrix in one language. */
export const matrixWords = translator<Record<keyof typeof fr, string>>({ fr, en });
