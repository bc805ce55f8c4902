import { useStore } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { placesOf } from '../../layout/stack';
import { CARD } from '../../model/geometry';
import type { Stage } from './stage';

export interface Sight {
  /** The card that Tab leads to, where one was chosen. */
  active: string | undefined;
  setActive(id: string): void;
  reveal(id: string): void;
  focusStep(id: string): void;
  /** Selects one card alone and brings it into sight and focus. */
  choose(id: string): void;
  openView(): void;
  /** To be told of focus that comes to the canvas and goes from it. */
  watch: { onFocus(): void; onBlur(event: { target: Element }): void };
}

/** What is in sight and what has the focus. */
export function useSight({ session, state, host, flow, store, onSelect }: Stage): Sight {
  const [active, setActive] = useState<string>();
  const breadth = useStore((flowState) => flowState.width);
  const before = useRef(0);

  const reveal = useCallback(
    (id: string): void => {
      const place = session.snapshot().places[id];
      const { width, height, transform } = store.getState();
      if (!place || width === 0) return;
      const [x, y, zoom] = transform;
      const left = place[0] * zoom + x;
      const top = place[1] * zoom + y;
      const margin = 24;
      const inside =
        left > margin &&
        top > margin &&
        left + CARD.width * zoom < width - margin &&
        top + (CARD.body + CARD.ways) * zoom < height - margin;
      if (inside) return;
      void flow.setCenter(place[0] + CARD.width / 2, place[1] + CARD.body / 2, {
        zoom: Math.max(zoom, 0.5),
        duration: 180,
      });
    },
    [flow, session, store],
  );

  const focusStep = useCallback(
    (id: string): void => {
      setActive(id);
      reveal(id);
      // A culled or new card is mounted a few frames later.
      const attempt = (left: number): void => {
        const cards = host.current?.querySelectorAll<HTMLElement>('.react-flow__node') ?? [];
        const card = [...cards].find((one) => one.dataset.id === id);
        if (card) card.focus({ preventScroll: true });
        else if (left > 0) requestAnimationFrame(() => attempt(left - 1));
      };
      attempt(30);
    },
    [reveal, host],
  );

  const focused = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the nodes are what may have taken the focus away.
  useEffect(() => {
    if (focused.current && document.activeElement === document.body)
      host.current?.focus({ preventScroll: true });
  }, [state.scenario.nodes]);

  const choose = useCallback(
    (id: string): void => {
      onSelect({ nodes: [id], edges: [] });
      focusStep(id);
    },
    [onSelect, focusStep],
  );

  // What was in the middle stays there when a column opens or folds.
  useEffect(() => {
    const change = breadth - before.current;
    if (before.current > 0 && breadth > 0 && change !== 0) {
      const { x, y, zoom } = flow.getViewport();
      void flow.setViewport({ x: x + change / 2, y, zoom });
    }
    before.current = breadth;
  }, [breadth, flow]);

  const openView = useCallback((): void => {
    const now = session.snapshot();
    const placed = Object.entries(placesOf(now.scenario, now.places));
    const { width, height } = store.getState();
    if (placed.length === 0 || width === 0) return;
    before.current = width;
    const xs = placed.map(([, [x]]) => x);
    const ys = placed.map(([, [, y]]) => y);
    const left = Math.min(...xs);
    const top = Math.min(...ys);
    const wide = Math.max(...xs) + CARD.width - left;
    const tall = Math.max(...ys) + CARD.body + CARD.ways - top;
    const rail = host.current?.querySelector<HTMLElement>('.ed-rail')?.offsetWidth ?? 0;
    const inset = rail > 0 ? rail + 32 : 16;
    // The overview stands on the right.
    const room = width - inset - (width > 480 && placed.length > 5 ? 132 : 24);
    const fits = Math.min(room / wide, (height - 112) / tall);
    // A long journey opens at its beginning, readable, rather than whole and tiny.
    const zoom = Math.min(1, Math.max(fits, Math.min(0.85, (width - 32) / CARD.width)));
    const start = now.scenario.nodes.find((node) => node.kind === 'trigger');
    const [startX] = (start && now.places[start.id]) ?? [left + wide / 2 - CARD.width / 2, top];
    const middle = fits >= zoom ? left + wide / 2 : startX + CARD.width / 2;
    // From the top, where it begins: there is room below to go on.
    const above = Math.max(44, Math.min(88, (height - 24 - tall * zoom) / 2));
    const y = above - top * zoom;
    void flow.setViewport({ x: inset + room / 2 - middle * zoom, y, zoom });
  }, [flow, session, store, host]);

  return {
    active,
    setActive,
    reveal,
    focusStep,
    choose,
    openView,
    watch: {
      onFocus: () => {
        focused.current = true;
      },
      onBlur: (event) => {
        // A card that is taken away is no choice of the reader to leave.
        if (event.target.isConnected) focused.current = false;
      },
    },
  };
}
