/** What a page keeps to when it names a step. */
export interface Naming {
  /**
   * Ids of steps that were taken away while others draw: somebody may be leading a line to one of them right
   * now, and it must not find another step under that id.
   */
  gone: Set<string>;
  /** How the ids given here end, so that no other page gives the same; nothing where it is alone. */
  mark(): string;
}

const ALONE: Naming = { gone: new Set(), mark: () => '' };
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

/** The end of the ids of the page that names now. */
export const mark = (): string => current.mark();
