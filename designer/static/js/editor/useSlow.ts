import { useEffect, useState } from 'react';

/** After how long a wait is put into words, milliseconds. */
export const SLOW_AFTER = 3_000;

/** Whether something has been under way for longer than people expect. */
export function useSlow(underWay: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!underWay) return;
    const timer = setTimeout(() => setSlow(true), SLOW_AFTER);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [underWay]);
  return underWay && slow;
}
