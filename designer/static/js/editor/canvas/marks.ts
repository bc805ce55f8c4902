import { createContext, use, useCallback, useSyncExternalStore } from 'react';

/** What a surface says about a step or a line on the canvas, in colour, sign and words. */
export interface Mark {
  tone: 'added' | 'removed' | 'changed' | 'moved' | 'path' | 'here' | 'aside' | 'found';
  /** Short words shown on a card; empty where tone and sign say enough. */
  words: string;
}

type Marks = ReadonlyMap<string, Mark>;
const NONE: Marks = new Map();

/** Marks by node id, or by edge key; a card or a line hears only of its own. */
export class MarkStore {
  private marks: Marks = NONE;
  private readonly listeners = new Map<string, Set<() => void>>();

  get(id: string): Mark | undefined {
    return this.marks.get(id);
  }

  subscribe(id: string, listener: () => void): () => void {
    const heard = this.listeners.get(id) ?? new Set();
    heard.add(listener);
    this.listeners.set(id, heard);
    return () => heard.delete(listener);
  }

  /** Takes the marks of one surface in place of those before; without any, takes them away. */
  set(next: Marks = NONE): void {
    const before = this.marks;
    this.marks = next;
    for (const id of new Set([...before.keys(), ...next.keys()])) {
      const a = before.get(id);
      const b = next.get(id);
      if (a?.tone === b?.tone && a?.words === b?.words) continue;
      for (const listener of this.listeners.get(id) ?? []) listener();
    }
  }
}

export const Marking = createContext(new MarkStore());

export function useMark(id: string): Mark | undefined {
  const store = use(Marking);
  return useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe(id, listener), [store, id]),
    () => store.get(id),
  );
}
