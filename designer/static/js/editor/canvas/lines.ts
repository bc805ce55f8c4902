import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { Point } from '../../layout/route';

type Lines = ReadonlyMap<string, Point[]>;
const NONE: Lines = new Map();

/** Where the lines run that hang on a card under a drag, by edge key; each line hears only of its own. */
export class LineStore {
  private lines: Lines = NONE;
  private readonly listeners = new Map<string, () => void>();

  get(id: string): Point[] | undefined {
    return this.lines.get(id);
  }

  subscribe(id: string, listener: () => void): () => void {
    this.listeners.set(id, listener);
    return () => {
      if (this.listeners.get(id) === listener) this.listeners.delete(id);
    };
  }

  /** Takes the lines of this moment; without any, all lie as they did. */
  set(next: Lines = NONE): void {
    const before = this.lines;
    if (before === next) return;
    this.lines = next;
    for (const id of new Set([...before.keys(), ...next.keys()])) this.listeners.get(id)?.();
  }
}

export const LineContext = createContext(new LineStore());

/** The line as it runs under a drag, or nothing where it lies still. */
export function useLine(id: string): Point[] | undefined {
  const store = use(LineContext);
  return useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe(id, listener), [store, id]),
    () => store.get(id),
  );
}
