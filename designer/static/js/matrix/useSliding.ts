import { type RefObject, useLayoutEffect, useRef } from 'react';

const STILL = '(prefers-reduced-motion: reduce)';

/** Rows that change places slide to their new one, so that the eye can follow who passes whom. */
export function useSliding(
  body: RefObject<HTMLElement | null>,
  rows: readonly { readonly scenario: string }[],
): void {
  const tops = useRef(new Map<string, number>());
  const order = rows.map((row) => row.scenario).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another order is what moves rows.
  useLayoutEffect(() => {
    const host = body.current;
    if (!host) return;
    const before = tops.current;
    const now = new Map<string, number>();
    for (const row of host.querySelectorAll<HTMLElement>('[data-scenario]')) {
      const key = row.dataset.scenario ?? '';
      now.set(key, row.offsetTop);
      const shift = (before.get(key) ?? row.offsetTop) - row.offsetTop;
      if (shift === 0 || matchMedia(STILL).matches || typeof row.animate !== 'function') continue;
      row.animate([{ transform: `translateY(${shift}px)` }, { transform: 'none' }], {
        duration: 320,
        easing: 'cubic-bezier(0.2, 0, 0, 1)',
      });
    }
    tops.current = now;
  }, [order, body]);
}
