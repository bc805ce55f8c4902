import '@xyflow/react/dist/base.css';
import { Background, BackgroundVariant, Position, ReactFlow, useReactFlow, useStore } from '@xyflow/react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { gliding } from '../editor/canvas/gliding';
import { ZoomBar } from '../editor/canvas/ZoomBar';
import type { Wording } from '../editor/stepWords';
import type { Places } from '../model/commands';
import { CARD, cardHeight, GRID, portAt } from '../model/geometry';
import { type Direction, walk } from '../model/walk';
import { type CardNode, FlowCard } from './FlowCard';
import { type RibbonEdge, RibbonLine } from './RibbonLine';
import type { Speaker, Target } from './reading';
import { coverOf, type Ribbon } from './ribbons';

const nodeTypes = { step: FlowCard };
const edgeTypes = { ribbon: RibbonLine };
/** Below this zoom a card shows its count and its name, large. */
const FAR = 0.62;
/** From here on only what is in sight is drawn. */
const MANY = 80;
const MARGIN = 28;
/** The smallest zoom it opens at: below, the names could not be read. */
const SMALLEST = 0.56;
/** What the zoom buttons need below the drawing. */
const FOOT = 48;
/** A taller drawing is moved inside its window. */
const TALLEST = 1440;
const FIT = {
  padding: { top: '20px', bottom: '56px', left: '20px', right: '20px' },
  maxZoom: 1,
} as const;
const KEYS: Record<string, Direction> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

interface FlowCanvasProps {
  places: Places;
  ribbons: readonly Ribbon[];
  speaker: Speaker;
  wording: Wording;
  /** What is pointed at comes and goes; what is chosen stays until something else is. */
  onPoint(target: Target): void;
  onChoose(target: Target): void;
}

/** The logigram with its lines as wide as what passed; it is read, never changed. */
export function FlowCanvas({ places, ribbons, speaker, wording, onPoint, onChoose }: FlowCanvasProps) {
  const { graph, t, locale } = speaker;
  const host = useRef<HTMLElement>(null);
  const flow = useReactFlow<CardNode, RibbonEdge>();
  const far = useStore((state) => state.transform[2] < FAR);
  const breadth = useStore((state) => state.width);
  const order = useMemo(() => graph.order(), [graph]);
  const [active, setActive] = useState<string>();
  const tabStop = active !== undefined && graph.nodes.has(active) ? active : order[0];
  const { left, top, right, bottom } = useMemo(
    () => coverOf(speaker.scenario, places, ribbons),
    [speaker, places, ribbons],
  );

  const nodes = useMemo(() => {
    const times = graph.contactTimes();
    return order.flatMap((id): CardNode[] => {
      const node = graph.nodes.get(id);
      const place = places[id];
      if (!node || !place) return [];
      const { title } = wording.step(node, speaker.scenario);
      const ways = graph.waysOf(id).map((path) => ({ path, label: wording.way(node, path) }));
      const size = { width: CARD.width, height: cardHeight(node) };
      const time = times.get(id);
      return [
        {
          id,
          type: 'step',
          position: { x: place[0], y: place[1] },
          ...size,
          measured: size,
          handles: [
            ...(node.kind === 'trigger'
              ? []
              : [
                  {
                    id: 'in',
                    type: 'target' as const,
                    position: Position.Top,
                    x: CARD.width / 2,
                    y: 0,
                    width: 1,
                    height: 1,
                  },
                ]),
            ...ways.map((way, index) => ({
              id: way.path,
              type: 'source' as const,
              position: Position.Bottom,
              x: CARD.width * portAt(index, ways.length),
              y: size.height,
              width: 1,
              height: 1,
            })),
          ],
          data: { node, title, time, ways },
          ariaLabel: t('canvas.step', {
            kind: wording.kind(node),
            time: time === undefined ? '' : ` ${time}`,
            title,
          }),
          domAttributes: {
            tabIndex: id === tabStop ? 0 : -1,
            'aria-roledescription': t('canvas.step.role'),
            'aria-describedby': 'sf-sentence',
          },
        },
      ];
    });
  }, [graph, order, places, speaker, wording, t, tabStop]);

  const edges = useMemo(
    () =>
      ribbons.map(
        (ribbon): RibbonEdge => ({
          id: ribbon.id,
          type: 'ribbon',
          source: ribbon.from,
          sourceHandle: ribbon.path,
          target: ribbon.to,
          targetHandle: 'in',
          data: { ribbon },
        }),
      ),
    [ribbons],
  );

  // As wide as there is room, from the top: the page scrolls, the drawing need not.
  const fits = breadth > 0 ? (breadth - 2 * MARGIN) / (right - left) : 1;
  const tall = Math.max(0.72, (TALLEST - 2 * MARGIN - FOOT) / (bottom - top));
  const zoom = Math.min(1, tall, Math.max(fits, SMALLEST));
  const height = Math.min(TALLEST, Math.round((bottom - top) * zoom + 2 * MARGIN + FOOT));
  useEffect(() => {
    if (breadth === 0) return;
    const start = order[0] === undefined ? undefined : places[order[0]];
    // What is wider than the window opens at its beginning.
    const middle = fits >= zoom || !start ? left + (right - left) / 2 : start[0] + CARD.width / 2;
    void flow.setViewport({ x: breadth / 2 - middle * zoom, y: MARGIN - top * zoom, zoom });
  }, [flow, breadth, left, top, right, fits, zoom, order, places]);

  function focusStep(id: string): void {
    setActive(id);
    const node = graph.nodes.get(id);
    const place = places[id];
    const box = host.current?.getBoundingClientRect();
    if (!node || !place || !box) return;
    const { x, y, zoom: now } = flow.getViewport();
    const left = place[0] * now + x;
    const top = place[1] * now + y;
    const inside =
      left > 0 && top > 0 && left + CARD.width * now < box.width && top + cardHeight(node) * now < box.height;
    if (!inside) void flow.setCenter(place[0] + CARD.width / 2, place[1] + CARD.body / 2, { zoom: now });
    // A card that was out of sight is mounted a few frames later.
    const attempt = (left: number): void => {
      const cards = host.current?.querySelectorAll<HTMLElement>('.react-flow__node') ?? [];
      const card = [...cards].find((one) => one.dataset.id === id);
      if (card) card.focus();
      else if (left > 0) requestAnimationFrame(() => attempt(left - 1));
    };
    attempt(30);
  }

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || tabStop === undefined) return;
    if (!(event.target as Element).closest('.react-flow__node')) return;
    const direction = KEYS[event.key];
    const next = direction
      ? walk(graph, places, tabStop, direction)
      : event.key === 'Home'
        ? order[0]
        : event.key === 'End'
          ? order.at(-1)
          : undefined;
    if (event.key === 'Escape') onChoose(undefined);
    else if (direction === undefined && next === undefined) return;
    else if (next !== undefined) focusStep(next);
    event.preventDefault();
    event.stopPropagation();
  }

  const wayOfEdge = (edge: RibbonEdge): Target =>
    edge.data && { kind: 'way', from: edge.data.ribbon.from, path: edge.data.ribbon.path };

  return (
    <section
      ref={host}
      className="ed-canvas sf-canvas"
      aria-label={t('canvas.label')}
      data-far={far || undefined}
      style={{ height }}
      onKeyDownCapture={onKey}
      onFocus={(event) => {
        const id = (event.target as Element).closest<HTMLElement>('.react-flow__node')?.dataset.id;
        if (id === undefined) return;
        setActive(id);
        onChoose({ kind: 'step', id });
      }}
    >
      <ReactFlow<CardNode, RibbonEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        nodesFocusable
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        panActivationKeyCode={null}
        // The wheel belongs to the page; Ctrl and the wheel zoom, as two fingers do.
        preventScrolling={false}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        minZoom={0.1}
        maxZoom={2}
        onlyRenderVisibleElements={nodes.length > MANY}
        onNodeMouseEnter={(_, node) => onPoint({ kind: 'step', id: node.id })}
        onNodeMouseLeave={() => onPoint(undefined)}
        onNodeClick={(_, node) => focusStep(node.id)}
        onEdgeMouseEnter={(_, edge) => onPoint(wayOfEdge(edge))}
        onEdgeMouseLeave={() => onPoint(undefined)}
        onEdgeClick={(_, edge) => onChoose(wayOfEdge(edge))}
        onPaneClick={() => onChoose(undefined)}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID * 3} size={1.2} />
      </ReactFlow>
      <ZoomBar
        t={wording.t}
        locale={locale}
        onFit={() => void flow.fitView({ ...FIT, duration: gliding(220) })}
      />
    </section>
  );
}
