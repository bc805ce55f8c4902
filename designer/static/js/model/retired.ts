/** What a page keeps to when it names a step. */
export interface Naming {
  /**
   * Ids of steps that were taken away while others draw: somebody may be leading a line to one of them right
   * now, and it must not find another step under that id.
   */
  gone: Set<string>;
  /** While others draw: their colours give each page numbers of its own. */
  colour: number | undefined;
}

/** As many pages draw at once without meeting in one id. */
const PAGES = 8;
const ALONE: Naming = { gone: new Set(), colour: undefined };
let current = ALONE;

/** Runs a command that names steps for one page. */
export function naming<T>(page: Naming, act: () => T): T {
  current = page;
  try {
    return act();
  } finally {
    current = ALONE;
  }
}

export const retired = (): ReadonlySet<string> => current.gone;

/** Whether this page may give a number to a step. */
export const mayNumber = (number: number): boolean =>
  current.colour === undefined || number % PAGES === current.colour % PAGES;
