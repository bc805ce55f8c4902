/**
 * Ids of steps that were taken away while others draw: somebody may be leading a line to one of them right
 * now, and it must not find another step under that id.
 */
const ids = new Set<string>();

export function retire(id: string): void {
  ids.add(id);
}

export const retired = (): ReadonlySet<string> => ids;
