import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { NodeCount } from '../../api/client';

/** Live figures by node; a card hears only of its own. */
export class CountStore {
  private counts = new Map<string, NodeCount>();
  private readonly listeners = new Map<string, Set<() => void>>();

  get(id: string): NodeCount | undefined {
    return this.counts.get(id);
  }

  subscribe(id: string, listener: () => void): () => void {
    const heard = this.listeners.get(id) ?? new Set();
    heard.add(listener);
    this.listeners.set(id, heard);
    return () => heard.delete(listener);
  }

  /** Takes new figures, or none when the scenario does not run. */
  update(next: Record<string, NodeCount> | undefined): void {
    const before = this.counts;
    this.counts = new Map(Object.entries(next ?? {}));
    for (const id of new Set([...before.keys(), ...this.counts.keys()])) {
      const a = before.get(id);
      const b = this.counts.get(id);
      if (a && b && a.inside === b.inside && a.passed === b.passed && a.sent === b.sent)
        this.counts.set(id, a);
      else for (const listener of this.listeners.get(id) ?? []) listener();
    }
  }
}

export const Counting = createContext(new CountStore());

export function useCount(id: string): NodeCount | undefined {
  const store = use(Counting);
  return useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe(id, listener), [store, id]),
    () => store.get(id),
  );
}
