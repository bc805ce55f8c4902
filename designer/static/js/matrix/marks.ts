import { createContext } from 'react';

/** The scenarios that are chosen to be held side by side. */
export interface Marked {
  readonly keys: readonly string[];
  toggle(scenario: string): void;
}

/** How many can be held side by side. */
export const MOST_MARKED = 3;

export const MarksContext = createContext<Marked>({ keys: [], toggle: () => {} });
