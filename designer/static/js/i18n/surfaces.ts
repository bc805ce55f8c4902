import { surfaces as en } from './surfaces.en';
import { surfaces as fr } from './surfaces.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type SurfacesKey = KeyOf<typeof fr> & string;
export type SurfacesT = Translate<SurfacesKey>;

/** What the surfaces are called; apart from their own words, which are loaded with them. */
export const surfaceWords = translator<Record<keyof typeof fr, string>>({ fr, en });
