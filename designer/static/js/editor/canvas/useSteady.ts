import { useCallback, useLayoutEffect, useRef } from 'react';

/** A handler that stays the same while what it does is that of the last drawing. */
export function useSteady<A extends unknown[], R>(run: (...given: A) => R): (...given: A) => R {
  const latest = useRef(run);
  useLayoutEffect(() => {
    latest.current = run;
  });
  return useCallback((...given: A) => latest.current(...given), []);
}
