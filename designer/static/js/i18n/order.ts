import { order as en } from './order.en';
import { order as fr } from './order.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type OrderKey = KeyOf<typeof fr> & string;
export type OrderT = Translate<OrderKey>;

/** The words of the page of the order in one language. */
export const orderWords = translator<Record<keyof typeof fr, string>>({ fr, en });
