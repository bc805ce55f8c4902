import { useCallback, useMemo, useSyncExternalStore } from 'react';

const NARROW = '(max-width: 60rem)';

/** Whether one column is shown at a time. */
export function useNarrow(): boolean {
  const query = useMemo(() => window.matchMedia(NARROW), []);
  return useSyncExternalStore(
    useCallback(
      (listener: () => void) => {
        query.addEventListener('change', listener);
        return () => query.removeEventListener('change', listener);
      },
      [query],
    ),
    () => query.matches,
  );
}
