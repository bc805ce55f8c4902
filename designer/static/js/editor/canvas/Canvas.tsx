import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionLineType,
  type EdgeChange,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  type NodeSelectionChange,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useStore,
  useStoreApi,
} from '@xyflow/react';
import {
  type Dispatch,
  type DragEvent,
  type KeyboardEvent,
  type Ref,
  type SetStateAction,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { EditorKey, T } from '../../i18n/editor';
import { placesOf } from '../../layout/stack';
import { readClipboard, writeClipboard } from '../../model/clipboard';
import {
  addAfter,
  addNode,
  type Blank,
  connect,
  freeOffset,
  insertBetween,
  move,
  type Piece,
  type Places,
  paste,
  pieceOf,
  refusal,
  remove,
} from '../../model/commands';
import type { Edge, Locale, Position } from '../../model/document';
import { CARD, GAP, GRID, snap } from '../../model/geometry';
import { edgeKey, type Graph, wayOf } from '../../model/graph';
import { walk } from '../../model/walk';
import type { Session, SessionState } from '../session';
import type { Settings } from '../settings';
import type { Wording } from '../stepWords';
import { ConnectBar } from './ConnectBar';
import { EmptyHint } from './EmptyHint';
import { type Link, NOTHING, type Selection, useFlowEdges, useFlowNodes } from './flow';
import { Guides, pulled } from './Guides';
import { actionOf, isTyping } from './keys';
import { blankOfKey, toneOf } from './kinds';
import { Palette } from './Palette';
import { EdgeContext, PathEdge, type PathFlowEdge } from './PathEdge';
import { blankLabel, DRAG_TYPE, Rail } from './Rail';
import { CardContext, StepCard, type StepNode } from './StepCard';
import { FIT, ZoomBar } from './ZoomBar';

const nodeTypes = { step: StepCard };
const edgeTypes = { path: PathEdge };
/** Below this zoom cards become chips. */
const FAR = 0.55;
/** From here on only what is in sight is drawn. */
const MANY = 80;

/** Where a step that is being chosen will go. */
type Insertion =
  | { kind: 'after'; from: string; way: string; at?: Position }
  | { kind: 'edge'; edge: Edge }
  | { kind: 'free'; at: Position };

export interface CanvasHandle {
  focusStep(id: string): void;
  /** Brings a card into sight; the focus stays where it is. */
  reveal(id: string): void;
  openPalette(): void;
  remove(): void;
  duplicate(): void;
  fit(): void;
}

interface CanvasProps {
  ref: Ref<CanvasHandle>;
  session: Session;
  state: SessionState;
  graph: Graph;
  wording: Wording;
  locale: Locale;
  t: T;
  settings: Settings;
  selection: Selection;
  onSelect: Dispatch<SetStateAction<Selection>>;
  onAdded(id: string): void;
  onOpen(): void;
  onHelp(): void;
  /** Shows the conflicts of a message, or of the whole scenario. */
  onConflicts(id: string | undefined): void;
  say(words: string): void;
}

const ARIA_KEYS = {
  'minimap.ariaLabel': 'canvas.minimap',
} as const satisfies Record<string, EditorKey>;

export function Canvas(props: CanvasProps) {
  const { session, state, graph, wording, locale, t, settings, selection, onSelect, say } = props;
  const { scenario, places, readOnly } = state;
  const flow = useReactFlow<StepNode, PathFlowEdge>();
  const store = useStoreApi();
  const host = useRef<HTMLElement>(null);
  const [drag, setDrag] = useState<Places>();
  const [near, setNear] = useState<string>();
  const [link, setLink] = useState<Link>();
  const [palette, setPalette] = useState<{
    at: { x: number; y: number };
    insertion: Insertion;
    channels: boolean;
  }>();
  const [active, setActive] = useState<string>();
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  const far = useStore((flowState) => flowState.transform[2] < FAR);
  const breadth = useStore((flowState) => flowState.width);
  const before = useRef(0);
  const coarse = useMemo(() => window.matchMedia('(pointer: coarse)').matches, []);

  const tabStop = active && graph.nodes.has(active) ? active : (selection.nodes[0] ?? graph.order()[0]);
  const shown = useMemo(() => (drag ? { ...places, ...drag } : places), [places, drag]);
  const nodes = useFlowNodes({
    scenario,
    graph,
    places: shown,
    findings: state.findings,
    conflicts: state.conflicts,
    selection,
    wording,
    link,
    active: tabStop,
    readOnly,
  });
  const edges = useFlowEdges({ scenario, graph, places, drag, selection, near, readOnly });

  const titleOf = useCallback(
    (id: string): string => {
      const node = session.snapshot().scenario.nodes.find((one) => one.id === id);
      return node ? wording.step(node, session.snapshot().scenario).title : id;
    },
    [session, wording],
  );

  // ------------------------------------------------------------ sight and focus

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
    [reveal],
  );

  const focused = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the nodes are what may have taken the focus away.
  useEffect(() => {
    if (focused.current && document.activeElement === document.body)
      host.current?.focus({ preventScroll: true });
  }, [scenario.nodes]);

  const choose = useCallback(
    (id: string): void => {
      onSelect({ nodes: [id], edges: [] });
      focusStep(id);
    },
    [onSelect, focusStep],
  );

  // ------------------------------------------------------------ adding

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
      props.onAdded(id);
      choose(id);
    },
    [session, say, t, wording, props.onAdded, choose],
  );

  const middleOfView = useCallback((): Position => {
    const { width, height, transform } = store.getState();
    const [x, y, zoom] = transform;
    return [(width / 2 - x) / zoom - CARD.width / 2, (height / 2 - y) / zoom - CARD.body / 2];
  }, [store]);

  /** After the chosen step, else after the last one that leads nowhere yet. */
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
    return { kind: 'free', at: middleOfView() };
  }, [selection, graph, places, middleOfView]);

  const openPalette = useCallback(
    (insertion: Insertion, at?: { x: number; y: number }, channels = false): void => {
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
    [readOnly, places, flow],
  );

  const closePalette = useCallback((): void => {
    setPalette(undefined);
    host.current
      ?.querySelector<HTMLElement>('.react-flow__node[tabindex="0"]')
      ?.focus({ preventScroll: true });
  }, []);

  // ------------------------------------------------------------ connecting

  const connectTo = useCallback(
    (from: string, way: string, to: string): void => {
      const reason = refusal(session.snapshot().scenario, from, to);
      if (reason) {
        say(t(`connect.${reason}`));
        return;
      }
      if (session.change((current) => connect(current, from, way, to))) {
        say(t('done.connected', { from: titleOf(from), to: titleOf(to) }));
      }
    },
    [session, say, t, titleOf],
  );

  const startLink = useCallback(
    (from: string, way?: string): void => {
      if (readOnly) return;
      const first = way ?? graph.freeWays(from)[0] ?? graph.waysOf(from)[0];
      if (first === undefined) return;
      setLink({ from, way: first, target: graph.by(from, first)?.to });
    },
    [graph, readOnly],
  );

  const targets = useMemo(
    () =>
      link ? graph.order().filter((id) => id !== link.from && graph.nodes.get(id)?.kind !== 'trigger') : [],
    [graph, link],
  );

  const unlink = useCallback(
    (edge: Edge): void => {
      if (session.change((current) => remove(current, [], [edgeKey(edge)]))) say(t('done.unlinked'));
    },
    [session, say, t],
  );

  const finishLink = useCallback(
    (to: string | undefined): void => {
      if (link && to !== undefined) connectTo(link.from, link.way, to);
      setLink(undefined);
      if (link) focusStep(link.from);
    },
    [link, connectTo, focusStep],
  );

  function onLinkKey(event: KeyboardEvent): void {
    if (!link) return;
    const pick = (step: number): void => {
      if (targets.length === 0) return;
      const index = link.target === undefined ? (step > 0 ? -1 : 0) : targets.indexOf(link.target);
      const target = targets[(index + step + targets.length) % targets.length];
      if (target === undefined) return;
      setLink({ ...link, target });
      reveal(target);
      say(t('connect.target', { title: titleOf(target) }));
    };
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowRight':
        pick(1);
        break;
      case 'ArrowUp':
      case 'ArrowLeft':
        pick(-1);
        break;
      case 'c':
      case 'C': {
        const ways = graph.waysOf(link.from);
        const way = ways[(ways.indexOf(link.way) + 1) % ways.length] ?? link.way;
        setLink({ from: link.from, way, target: graph.by(link.from, way)?.to });
        break;
      }
      case 'Enter':
        finishLink(link.target);
        break;
      case 'Delete':
      case 'Backspace': {
        const edge = graph.by(link.from, link.way);
        if (edge) unlink(edge);
        finishLink(undefined);
        break;
      }
      case 'Escape':
        finishLink(undefined);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  // ------------------------------------------------------------ removing and copying

  const removeSelection = useCallback((): void => {
    const { nodes: ids, edges: lines } = selection;
    const count = ids.length + lines.length;
    if (count === 0 || readOnly) return;
    const before = ids
      .map((id) => graph.into(id)[0]?.from)
      .find((id) => id !== undefined && !ids.includes(id));
    if (!session.change((current) => remove(current, ids, lines))) return;
    say(t('done.removed', { count }));
    if (before !== undefined) choose(before);
    else {
      onSelect(NOTHING);
      host.current?.focus();
    }
  }, [selection, readOnly, graph, session, say, t, choose, onSelect]);

  const pastePiece = useCallback(
    (piece: Piece): void => {
      let ids: string[] = [];
      const done = session.change((current) => {
        const now = session.snapshot().places;
        const result = paste(current, piece, now, freeOffset(current, piece, now));
        ids = result.ids;
        return result.scenario;
      });
      if (!done) return;
      say(t('done.pasted', { count: ids.length }));
      onSelect({ nodes: ids, edges: [] });
      if (ids[0] !== undefined) focusStep(ids[0]);
    },
    [session, say, t, onSelect, focusStep],
  );

  const duplicate = useCallback((): void => {
    const piece = pieceOf(scenario, selection.nodes, places);
    if (piece.nodes.length > 0 && !readOnly) pastePiece(piece);
  }, [scenario, selection, places, readOnly, pastePiece]);

  useEffect(() => {
    const here = (event: ClipboardEvent): boolean => {
      const focused = document.activeElement;
      return (
        !isTyping(event.target) && (focused === document.body || Boolean(host.current?.contains(focused)))
      );
    };
    const copy = (event: ClipboardEvent): void => {
      const piece = pieceOf(scenario, selection.nodes, places);
      // Words chosen with the mouse are copied as words.
      if (!here(event) || piece.nodes.length === 0 || String(window.getSelection()) !== '') return;
      event.clipboardData?.setData('text/plain', writeClipboard(piece));
      event.preventDefault();
      if (event.type === 'cut') removeSelection();
      else say(t('done.copied', { count: piece.nodes.length }));
    };
    const put = (event: ClipboardEvent): void => {
      if (!here(event) || readOnly) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const piece = readClipboard(text);
      if (!piece) {
        if (text.trim() !== '') say(t('done.not_steps'));
        return;
      }
      event.preventDefault();
      pastePiece(piece);
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', put);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', put);
    };
  }, [scenario, selection, places, readOnly, removeSelection, pastePiece, say, t]);

  // ------------------------------------------------------------ what React Flow reports

  const onNodesChange = useCallback(
    (changes: NodeChange<StepNode>[]): void => {
      const chosen = changes.filter((change) => change.type === 'select');
      if (chosen.length > 0) onSelect((before) => ({ ...before, nodes: choice(before.nodes, chosen) }));
      const moved: Record<string, Position> = {};
      for (const change of changes) {
        if (change.type !== 'position' || !change.position || !change.dragging) continue;
        moved[change.id] = [change.position.x, change.position.y];
      }
      const [alone, ...more] = Object.entries(moved);
      if (alone && more.length === 0) moved[alone[0]] = pulled(alone[0], alone[1], session.snapshot().places);
      if (alone) setDrag((before) => ({ ...before, ...moved }));
    },
    [onSelect, session],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<PathFlowEdge>[]): void => {
      // A marquee is after the cards; their lines go with them anyway.
      const chosen = changes.filter(
        (change) => change.type === 'select' && !(change.selected && store.getState().userSelectionActive),
      );
      if (chosen.length > 0) {
        onSelect((before) => ({ ...before, edges: choice(before.edges, chosen as NodeSelectionChange[]) }));
      }
    },
    [onSelect, store],
  );

  const drop = useCallback(
    (_: unknown, __: unknown, dropped: StepNode[]): void => {
      const moved: Record<string, Position> = {};
      for (const node of dropped) moved[node.id] = [node.position.x, node.position.y];
      const [alone, ...more] = dropped;
      if (alone && more.length === 0) {
        moved[alone.id] = pulled(alone.id, [alone.position.x, alone.position.y], session.snapshot().places);
      }
      session.change((current) => move(current, session.snapshot().places, moved));
      setDrag(undefined);
    },
    [session],
  );

  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection): void => {
      if (sourceHandle) connectTo(source, sourceHandle, target);
    },
    [connectTo],
  );

  /** A line let go on a card connects to it, on the empty canvas asks for the step to add. */
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, result: FinalConnectionState): void => {
      const from = result.fromNode?.id;
      const way = result.fromHandle?.id;
      if (result.isValid || from === undefined || !way) return;
      const point = 'changedTouches' in event ? event.changedTouches[0] : event;
      if (!point) return;
      const under = document.elementFromPoint(point.clientX, point.clientY);
      const card = under?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
      if (card !== undefined) {
        if (card !== from) connectTo(from, way, card);
        return;
      }
      if (!under?.closest('.react-flow__pane')) return;
      const at = flow.screenToFlowPosition({ x: point.clientX, y: point.clientY });
      openPalette(
        { kind: 'after', from, way, at: [snap(at.x - CARD.width / 2), snap(at.y)] },
        { x: point.clientX, y: point.clientY },
      );
    },
    [connectTo, flow, openPalette],
  );

  const onReconnect = useCallback(
    (old: PathFlowEdge, { source, sourceHandle, target }: Connection): void => {
      const edge = old.data?.edge;
      if (!edge || !sourceHandle) return;
      session.change((current) => {
        const cut =
          edge.from === source && wayOf(edge) === sourceHandle
            ? current
            : remove(current, [], [edgeKey(edge)]);
        return connect(cut, source, sourceHandle, target);
      });
    },
    [session],
  );

  const hold = useCallback((key: string | undefined): void => {
    clearTimeout(leaving.current);
    // A moment to travel from the line to its tools.
    if (key === undefined) leaving.current = setTimeout(() => setNear(undefined), 180);
    else setNear(key);
  }, []);

  function edgeUnder(x: number, y: number): Edge | undefined {
    // The tools of a line lie over it.
    const ids = document
      .elementsFromPoint(x, y)
      .map((element) => element.closest<HTMLElement>('.react-flow__edge')?.dataset.id);
    return graph.edges.find((edge) => ids.includes(edgeKey(edge)));
  }

  function onDrop(event: DragEvent): void {
    const blank = blankOfKey(event.dataTransfer.getData(DRAG_TYPE));
    if (!blank || readOnly) return;
    event.preventDefault();
    setNear(undefined);
    const edge = edgeUnder(event.clientX, event.clientY);
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    insert(
      blank,
      edge ? { kind: 'edge', edge } : { kind: 'free', at: [at.x - CARD.width / 2, at.y - CARD.body / 2] },
    );
  }

  // ------------------------------------------------------------ keyboard

  function onKeyDown(event: KeyboardEvent): void {
    if (isTyping(event.target)) return;
    if (event.target instanceof Element && event.target.closest('.ed-palette, .ed-linkbar, .ed-empty'))
      return;
    if (link) {
      onLinkKey(event);
      return;
    }
    const onControl = event.target instanceof HTMLButtonElement;
    const action = actionOf(event, settings.singleKeys, settings.tabOpensPalette);
    if (!action) return;
    if (onControl && (action.do === 'open' || action.do === 'palette' || action.do === 'walk')) return;
    const current = selection.nodes.at(-1) ?? tabStop;
    switch (action.do) {
      case 'walk': {
        const next = current === undefined ? undefined : walk(graph, places, current, action.direction);
        const target = selection.nodes.length === 0 ? current : next;
        if (target !== undefined) choose(target);
        break;
      }
      case 'extend': {
        const next = current === undefined ? undefined : walk(graph, places, current, action.direction);
        if (next !== undefined) {
          onSelect({ nodes: [...selection.nodes.filter((id) => id !== next), next], edges: [] });
          focusStep(next);
        }
        break;
      }
      case 'nudge': {
        const far = action.far ? GRID * 10 : GRID;
        const dx = action.direction === 'left' ? -far : action.direction === 'right' ? far : 0;
        const dy = action.direction === 'up' ? -far : action.direction === 'down' ? far : 0;
        const ids = selection.nodes.length > 0 ? selection.nodes : current === undefined ? [] : [current];
        session.change(
          (now) => {
            const moved = ids.map((id): [string, Position] => {
              const [x, y] = session.snapshot().places[id] ?? [0, 0];
              return [id, [x + dx, y + dy]];
            });
            return move(now, session.snapshot().places, Object.fromEntries(moved));
          },
          `nudge ${ids.join(' ')}`,
        );
        break;
      }
      case 'ends': {
        const order = graph.order();
        const id = action.last ? order.at(-1) : order[0];
        if (id !== undefined) choose(id);
        break;
      }
      case 'open':
      case 'edit':
        if (current === undefined) return;
        if (selection.nodes.length !== 1) choose(current);
        props.onOpen();
        break;
      case 'leave':
        onSelect(NOTHING);
        break;
      case 'palette':
        openPalette(nextPlace());
        break;
      case 'proof':
        props.onConflicts(current);
        break;
      case 'connect':
        if (current === undefined) return;
        startLink(current);
        break;
      case 'delete':
        removeSelection();
        break;
      case 'duplicate':
        duplicate();
        break;
      case 'all':
        onSelect({ nodes: graph.order(), edges: [] });
        break;
      case 'zoomIn':
        void flow.zoomIn({ duration: 120 });
        break;
      case 'zoomOut':
        void flow.zoomOut({ duration: 120 });
        break;
      case 'zoomReset':
        void flow.zoomTo(1, { duration: 160 });
        break;
      case 'fit':
        void flow.fitView(FIT);
        break;
      case 'help':
        props.onHelp();
        break;
      default:
        // Undo, redo and save belong to the whole editor.
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  useImperativeHandle(
    props.ref,
    () => ({
      focusStep: (id) => choose(id),
      reveal,
      openPalette: () => openPalette(nextPlace()),
      remove: removeSelection,
      duplicate,
      fit: () => void flow.fitView(FIT),
    }),
    [choose, reveal, openPalette, nextPlace, removeSelection, duplicate, flow],
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

  // ------------------------------------------------------------ opening view

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
  }, [flow, session, store]);

  const cardActions = useMemo(
    () => ({
      addAfter: (id: string, way: string, at: DOMRect) =>
        openPalette({ kind: 'after', from: id, way }, { x: at.left + at.width / 2, y: at.bottom + 8 }),
      startConnection: startLink,
      openConflicts: (id: string) => {
        setActive(id);
        props.onConflicts(id);
      },
      locale,
      t,
    }),
    [openPalette, startLink, props.onConflicts, locale, t],
  );
  const edgeActions = useMemo(
    () => ({
      insert: (edge: Edge, at: DOMRect) =>
        openPalette({ kind: 'edge', edge }, { x: at.right + 8, y: at.top - 16 }),
      cut: unlink,
      hold,
      t,
    }),
    [openPalette, unlink, hold, t],
  );
  const ariaLabels = useMemo(
    () => Object.fromEntries(Object.entries(ARIA_KEYS).map(([key, word]) => [key, t(word)])),
    [t],
  );

  const hasTrigger = scenario.nodes.some((node) => node.kind === 'trigger');
  const source = link && graph.nodes.get(link.from);

  return (
    <section
      ref={host}
      className="ed-canvas"
      aria-label={t('canvas.label')}
      tabIndex={-1}
      data-far={far || undefined}
      data-linking={link ? true : undefined}
      onKeyDownCapture={onKeyDown}
      onFocus={() => {
        focused.current = true;
      }}
      onBlur={(event) => {
        // A card that is taken away is no choice of the reader to leave.
        if (event.target.isConnected) focused.current = false;
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        const edge = edgeUnder(event.clientX, event.clientY);
        setNear(edge && edgeKey(edge));
      }}
      onDrop={onDrop}
    >
      <CardContext value={cardActions}>
        <EdgeContext value={edgeActions}>
          <ReactFlow<StepNode, PathFlowEdge>
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onInit={openView}
            onNodesChange={onNodesChange}
            onEdgesChange={onEdgesChange}
            onNodeDragStop={drop}
            onSelectionDragStop={(event, dragged) => drop(event, undefined, dragged)}
            onNodeClick={(event, node) => {
              if (!link) {
                setActive(node.id);
                return;
              }
              event.stopPropagation();
              if (node.id !== link.from) finishLink(node.id);
            }}
            onNodeDoubleClick={() => props.onOpen()}
            onPaneClick={() => setLink(undefined)}
            onConnect={onConnect}
            onConnectEnd={onConnectEnd}
            isValidConnection={({ source: from, target }) => refusal(scenario, from, target) === undefined}
            onReconnect={onReconnect}
            onEdgeMouseEnter={(_, edge) => hold(edge.id)}
            onEdgeMouseLeave={() => hold(undefined)}
            connectionLineType={ConnectionLineType.SmoothStep}
            connectOnClick={false}
            connectionRadius={28}
            edgesReconnectable={!readOnly}
            nodesDraggable={!readOnly}
            nodesConnectable={!readOnly}
            edgesFocusable={false}
            disableKeyboardA11y
            deleteKeyCode={null}
            multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
            selectionKeyCode={null}
            panActivationKeyCode="Space"
            selectionOnDrag={!coarse}
            panOnDrag={coarse ? true : [1, 2]}
            panOnScroll
            zoomOnDoubleClick={false}
            selectionMode={SelectionMode.Partial}
            snapToGrid
            snapGrid={[GRID, GRID]}
            minZoom={0.05}
            maxZoom={2}
            onlyRenderVisibleElements={nodes.length > MANY}
            elevateNodesOnSelect={false}
            ariaLabelConfig={ariaLabels}
            nodeDragThreshold={3}
          >
            <Background variant={BackgroundVariant.Dots} gap={GRID * 3} size={1.2} />
            {drag && <Guides drag={drag} places={places} />}
            {nodes.length > 5 && (
              <MiniMap<StepNode>
                className="ed-minimap"
                pannable
                zoomable
                ariaLabel={t('canvas.minimap')}
                nodeClassName={(node) => `ed-mini-${toneOf(node.data.node.kind)}`}
                nodeBorderRadius={24}
                offsetScale={8}
              />
            )}
          </ReactFlow>
        </EdgeContext>
      </CardContext>
      {!readOnly && scenario.nodes.length > 0 && (
        <Rail
          wording={wording}
          onPick={(blank) => insert(blank, nextPlace())}
          onMore={(at) => openPalette(nextPlace(), { x: at.right + 8, y: at.top }, true)}
        />
      )}
      <ZoomBar t={t} locale={locale} />
      <EmptyHint
        t={t}
        count={scenario.nodes.length}
        hasTrigger={hasTrigger}
        readOnly={readOnly}
        onStart={() => insert({ kind: 'trigger' }, { kind: 'free', at: middleOfView() })}
      />
      {link && source && (
        <ConnectBar
          t={t}
          way={graph.waysOf(link.from).length > 1 ? wording.way(source, link.way) : undefined}
          target={link.target === undefined ? undefined : titleOf(link.target)}
          connected={graph.by(link.from, link.way)}
          onUnlink={(edge) => {
            unlink(edge);
            finishLink(undefined);
          }}
          onCancel={() => finishLink(undefined)}
        />
      )}
      {palette && (
        <Palette
          wording={wording}
          at={palette.at}
          after={afterWords(palette.insertion, graph, wording, titleOf)}
          needsTrigger={!hasTrigger}
          channels={palette.channels}
          onPick={(blank) => {
            setPalette(undefined);
            insert(blank, palette.insertion);
          }}
          onClose={closePalette}
        />
      )}
    </section>
  );
}

/** The ids chosen after some were added to the choice and some taken from it. */
function choice(before: readonly string[], changes: readonly NodeSelectionChange[]): string[] {
  const chosen = new Set(before);
  for (const { id, selected } of changes) {
    if (selected) chosen.add(id);
    else chosen.delete(id);
  }
  return [...chosen];
}

function afterWords(
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
