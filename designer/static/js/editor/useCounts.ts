import { useEffect, useMemo } from 'react';
import { CountStore } from './canvas/counts';
import type { Session } from './session';

/** Pause between two readings of the live figures, milliseconds. */
const EVERY = 4_000;

/** Reads the live figures while the scenario runs and the page is looked at. */
export function useCounts(session: Session, key: string, running: boolean): CountStore {
  const counts = useMemo(() => new CountStore(), []);
  useEffect(() => {
    if (!running) {
      counts.update(undefined);
      return;
    }
    let open = true;
    const read = async (): Promise<void> => {
      if (document.hidden) return;
      try {
        const figures = await session.api.counts(key);
        if (open) counts.update(figures.nodes);
      } catch {
        // The last figures stay; the save label already says when the server is away.
      }
    };
    void read();
    const timer = setInterval(() => void read(), EVERY);
    return () => {
      open = false;
      clearInterval(timer);
    };
  }, [session, key, running, counts]);
  return counts;
}
