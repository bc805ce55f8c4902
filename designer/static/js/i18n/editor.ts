import { editor as en } from './editor.en';
import { editor as fr } from './editor.fr';
import { type KeyOf, type Translate, translator } from './translate';

export type EditorKey = KeyOf<typeof fr> & string;
export type T = Translate<EditorKey>;

/** The editor's words in one language. */
export const editorWords = translator<Record<keyof typeof fr, string>>({ fr, en });
