import { createContext } from 'react';
import type { DrawT } from '../../i18n/draw';
import type { Locale, Size } from '../../model/document';

/** What a note or a group on the canvas asks of it. */
export interface ThingActions {
  locale: Locale;
  d: DrawT;
  readOnly: boolean;
  /** The note or group whose words are being written. */
  writing: string | undefined;
  write(key: string | undefined): void;
  /** Keeps what was written; the writing goes on. */
  setWords(key: string, words: string): void;
  resize(id: string, size: Size): void;
  /** How many pixels of the screen one of the canvas takes. */
  zoom(): number;
  chooseGroup(id: string): void;
}
export const ThingContext = createContext<ThingActions | undefined>(undefined);
