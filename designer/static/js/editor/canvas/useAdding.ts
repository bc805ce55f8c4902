import { useCallback, useState } from 'react';
import { addAfter, addNode, type Blank, insertBetween } from '../../model/commands';
import type { Position } from '../../model/document';
import { CARD, GAP, GRID } from '../../model/geometry';
import { edgeKey, type Graph, wayOf } from '../../model/graph';
import type { Wording } from '../stepWords';
import type { WayChoice } from './Palette';
import { blankLabel } from './Rail';
import type { Insertion, Point, Stage } from './stage';
import type { Sight } from './useSight';

export interface OpenPalette {
  /** Within the canvas, in its own pixels. */
  at: Point;
  insertion: Insertion;
  channels: boolean;
}

export interface Adding {
  palette: OpenPalette | undefined;
  insert(chosen: Blank, insertion: Insertion): void;
  /** Where a step goes that is added without saying where. */
  nextPlace(): Insertion;
  middleOfView(): Position;
  /** Opens the palette at a point of the page, else beside what the step will follow. */
  openPalette(insertion: Insertion, at?: Point, channels?: boolean): void;
  closePalette(): void;
  pick(chosen: Blank): void;
  /** The ways out that the palette's step can follow. */
  ways: readonly WayChoice[];
  /** Takes another of them. */
  setWay(way: string): void;
}

/** Steps added to the canvas, and the palette they are chosen from. */
export function useAdding(stage: Stage, { choose }: Sight): Adding {
  const { session, state, graph, wording, t, selection, say, onAdded, host, flow, store } = stage;
  const { places, readOnly } = state;
  const [palette, setPalette] = useState<OpenPalette>();

  const insert = useCallback(
    (chosen: Blank, insertion: Insertion): void => {
      const blank = chosen.kind === 'split' ? { ...chosen, path: t('way.yes') } : chosen;
      const id = session.add((current, now) => {
        if (insertion.kind === 'after')
          return addAfter(current, blank, now, insertion.from, insertion.way, insertion.at);
        if (insertion.kind === 'edge') return insertBetween(current, blank, now, insertion.edge);
        return addNode(current, blank, now, insertion.at);
      });
      if (id === undefined) return;
      say(t('done.added', { title: blankLabel(blank, wording) }));
      onAdded(id);
      choose(id);
    },
    [session, say, t, wording, onAdded, choose],
  );

  const middleOfView = useCallback((): Position => {
    const { width, height, transform } = store.getState();
    const [x, y, zoom] = transform;
    return [(width / 2 - x) / zoom - CARD.width / 2, (height / 2 - y) / zoom - CARD.body / 2];
  }, [store]);

  /** After the chosen step, else after the last one that leads nowhere yet, else before the only end. */
  const nextPlace = useCallback((): Insertion => {
    const [chosen] = selection.nodes;
    const [line] = selection.edges;
    const onLine = graph.edges.find((edge) => edgeKey(edge) === line);
    if (selection.nodes.length === 0 && onLine) return { kind: 'edge', edge: onLine };
    if (chosen !== undefined && selection.nodes.length === 1) {
      const way = graph.freeWays(chosen)[0] ?? graph.waysOf(chosen)[0];
      if (way !== undefined) return { kind: 'after', from: chosen, way };
      const [x, y] = places[chosen] ?? [0, 0];
      return { kind: 'free', at: [x + CARD.width + GAP.across, y] };
    }
    const open = graph.order().findLast((id) => graph.freeWays(id).length > 0);
    const way = open === undefined ? undefined : graph.freeWays(open)[0];
    if (open !== undefined && way !== undefined) return { kind: 'after', from: open, way };
    // A journey that ends in one place goes on before its end.
    const [last, another] = graph.edges.filter(({ to }) => graph.nodes.get(to)?.kind === 'exit');
    if (last && !another) return { kind: 'edge', edge: last };
    return { kind: 'free', at: middleOfView() };
  }, [selection, graph, places, middleOfView]);

  const openPalette = useCallback(
    (insertion: Insertion, at?: Point, channels = false): void => {
      const box = host.current?.getBoundingClientRect();
      if (!box || readOnly) return;
      let point = at;
      if (!point) {
        const anchor = insertion.kind === 'after' ? places[insertion.from] : undefined;
        const screen = anchor
          ? flow.flowToScreenPosition({ x: anchor[0] + CARD.width / 2, y: anchor[1] + CARD.body + GRID })
          : { x: box.left + box.width / 2 - 150, y: box.top + box.height / 3 };
        point = { x: screen.x, y: screen.y };
      }
      const width = Math.min(300, box.width - 16);
      const height = Math.min(380, box.height - 16);
      setPalette({
        insertion,
        channels,
        at: {
          x: Math.max(8, Math.min(point.x - box.left, box.width - width - 8)),
          y: Math.max(8, Math.min(point.y - box.top, box.height - height - 8)),
        },
      });
    },
    [readOnly, places, flow, host],
  );

  const closePalette = useCallback((): void => {
    setPalette(undefined);
    host.current
      ?.querySelector<HTMLElement>('.react-flow__node[tabindex="0"]')
      ?.focus({ preventScroll: true });
  }, [host]);

  const after = palette?.insertion.kind === 'after' ? palette.insertion : undefined;
  const source = after && graph.nodes.get(after.from);
  const ways = source
    ? graph.waysOf(source.id).map((way) => ({
        way,
        label: wording.way(source, way),
        chosen: way === after.way,
      }))
    : [];

  return {
    palette,
    ways,
    setWay: (way) => {
      // The place was meant for the way the palette was opened on.
      if (palette && after) setPalette({ ...palette, insertion: { kind: 'after', from: after.from, way } });
    },
    insert,
    nextPlace,
    middleOfView,
    openPalette,
    closePalette,
    pick: (chosen) => {
      setPalette(undefined);
      if (palette) insert(chosen, palette.insertion);
    },
  };
}

/** What the new step will follow, in words. */
export function afterWords(
  insertion: Insertion,
  graph: Graph,
  wording: Wording,
  titleOf: (id: string) => string,
): string | undefined {
  if (insertion.kind === 'free') return undefined;
  const from = insertion.kind === 'edge' ? insertion.edge.from : insertion.from;
  const way = insertion.kind === 'edge' ? wayOf(insertion.edge) : insertion.way;
  const node = graph.nodes.get(from);
  if (!node) return undefined;
  return graph.waysOf(from).length > 1 ? `${titleOf(from)} → ${wording.way(node, way)}` : titleOf(from);
}
