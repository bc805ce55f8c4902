import { useStore } from '@xyflow/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { placesOf } from '../../layout/stack';
import { type Drawn, stepsChanged } from '../../model/changed';
import { CARD } from '../../model/geometry';
import { gliding } from './gliding';
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
  /** Shows all that is drawn. */
  showAll(): void;
  /** To be told of focus that comes to the canvas and goes from it. */
  watch: { onFocus(): void; onBlur(event: { target: Element }): void };
}

/** Free room around what is in sight, pixels. */
const MARGIN = 24;

/** What is in sight and what has the focus. */
export function useSight({ session, state, host, flow, store, onSelect }: Stage): Sight {
  const [active, setActive] = useState<string>();
  const breadth = useStore((flowState) => flowState.width);
  const before = useRef(0);

  const railWidth = useCallback(
    (): number => host.current?.querySelector<HTMLElement>('.ed-rail')?.offsetWidth ?? 0,
    [host],
  );

  /** Whether a card is in sight, all of it but for a margin, or at least a corner of it. */
  const sees = useCallback(
    (id: string, whole: boolean): boolean => {
      const place = session.snapshot().places[id];
      const { width, height, transform } = store.getState();
      if (!place || width === 0) return true;
      const [x, y, zoom] = transform;
      const left = place[0] * zoom + x;
      const top = place[1] * zoom + y;
      const right = left + CARD.width * zoom;
      const bottom = top + (CARD.body + CARD.ways) * zoom;
      return whole
        ? left > MARGIN && top > MARGIN && right < width - MARGIN && bottom < height - MARGIN
        : right > MARGIN && bottom > MARGIN && left < width - MARGIN && top < height - MARGIN;
    },
    [session, store],
  );

  const reveal = useCallback(
    (id: string): void => {
      const place = session.snapshot().places[id];
      if (!place || sees(id, true)) return;
      const zoom = store.getState().transform[2];
      void flow.setCenter(place[0] + CARD.width / 2, place[1] + CARD.body / 2, {
        zoom: Math.max(zoom, 0.5),
        duration: gliding(180),
      });
    },
    [flow, session, store, sees],
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

  const showAll = useCallback((): void => {
    const wide = railWidth() > 0;
    void flow.fitView({
      // Room for the rail on the left, where there is one, and for the bar below.
      padding: { top: '40px', bottom: '64px', left: wide ? '176px' : '16px', right: wide ? '40px' : '16px' },
      maxZoom: 1,
      duration: gliding(220),
    });
  }, [flow, railWidth]);

  // What was taken back, or made again, is brought into sight; what is seen already stays where it is.
  const drawn = useRef<Drawn & { turns: number }>(undefined);
  useEffect(() => {
    const was = drawn.current;
    drawn.current = { scenario: state.scenario, places: state.places, turns: state.turns };
    if (!was || was.turns === state.turns) return;
    const changed = stepsChanged(was, state);
    const [first] = changed;
    if (changed.some((id) => sees(id, false))) return;
    if (first !== undefined) reveal(first);
    else if (!state.scenario.nodes.some(({ id }) => sees(id, false))) showAll();
  }, [state, sees, reveal, showAll]);

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
    const rail = railWidth();
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
  }, [flow, session, store, railWidth]);

  return {
    active,
    setActive,
    reveal,
    focusStep,
    choose,
    openView,
    showAll,
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
