import type {
  Connection,
  EdgeChange,
  FinalConnectionState,
  NodeChange,
  NodeSelectionChange,
} from '@xyflow/react';
import { type DragEvent, type MouseEvent as PagePress, useCallback, useRef, useState } from 'react';
import { type Places, reconnect } from '../../model/commands';
import type { Edge, Position } from '../../model/document';
import { CARD, snap } from '../../model/geometry';
import { edgeKey } from '../../model/graph';
import { movesOf, moveThings, noteKey, thingOf } from '../../model/things';
import type { Selection } from './flow';
import { pulled } from './Guides';
import { blankOfKey } from './kinds';
import type { PathFlowEdge } from './PathEdge';
import { DRAG_TYPE } from './Rail';
import type { CanvasNode, Stage } from './stage';
import type { Adding } from './useAdding';
import type { Linking } from './useLinking';

export interface Pointer {
  /** Places of the cards under a drag. */
  drag: Places | undefined;
  /** The line that shows its tools. */
  near: string | undefined;
  /** Shows the tools of a line; without one, takes them away after a moment. */
  hold(key: string | undefined): void;
  onNodesChange(changes: NodeChange<CanvasNode>[]): void;
  onEdgesChange(changes: EdgeChange<PathFlowEdge>[]): void;
  drop(event: unknown, node: unknown, dropped: CanvasNode[]): void;
  onConnect(connection: Connection): void;
  onConnectEnd(event: MouseEvent | TouchEvent, result: FinalConnectionState): void;
  onReconnect(old: PathFlowEdge, connection: Connection): void;
  /** On the empty canvas it asks for what to add there. */
  onDoubleClick(event: PagePress): void;
  onDragOver(event: DragEvent): void;
  onDrop(event: DragEvent): void;
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

/** The steps and notes chosen after some were added to the choice and some taken from it. */
function chosenAfter(before: Selection, changes: readonly NodeSelectionChange[]): Selection {
  const notes = changes.flatMap((change) => {
    const { kind, id } = thingOf(change.id);
    return kind === 'note' ? [{ ...change, id }] : [];
  });
  const steps = changes.filter(({ id }) => thingOf(id).kind === 'step');
  return { ...before, nodes: choice(before.nodes, steps), notes: choice(before.notes ?? [], notes) };
}

/** What React Flow reports of the pointer, made into changes of the document. */
export function usePointer(stage: Stage, adding: Adding, { connectTo }: Linking): Pointer {
  const { session, state, graph, onSelect, flow, store } = stage;
  const { insert, openPalette } = adding;
  const [drag, setDrag] = useState<Places>();
  const [near, setNear] = useState<string>();
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]): void => {
      const chosen = changes.filter((change) => change.type === 'select');
      if (chosen.length > 0) onSelect((before) => chosenAfter(before, chosen));
      const moved: Record<string, Position> = {};
      for (const change of changes) {
        if (change.type !== 'position' || !change.position || !change.dragging) continue;
        moved[change.id] = [change.position.x, change.position.y];
      }
      const [alone, ...more] = Object.entries(moved);
      const { scenario, places } = session.snapshot();
      if (alone && more.length === 0 && thingOf(alone[0]).kind === 'step') {
        moved[alone[0]] = pulled(alone[0], alone[1], places);
      }
      if (alone) {
        const { nodes, notes } = movesOf(scenario, places, moved);
        const papers = Object.entries(notes).map(([id, at]) => [noteKey(id), at] as const);
        setDrag((before) => ({ ...before, ...nodes, ...Object.fromEntries(papers) }));
      }
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
    (_: unknown, __: unknown, dropped: CanvasNode[]): void => {
      const moved: Record<string, Position> = {};
      for (const node of dropped) moved[node.id] = [node.position.x, node.position.y];
      const [alone, ...more] = dropped;
      if (alone?.type === 'step' && more.length === 0) {
        moved[alone.id] = pulled(alone.id, [alone.position.x, alone.position.y], session.snapshot().places);
      }
      session.change((current) => moveThings(current, session.snapshot().places, moved));
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
      session.change((current) => reconnect(current, edge, source, sourceHandle, target));
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

  function onDragOver(event: DragEvent): void {
    if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    const edge = edgeUnder(event.clientX, event.clientY);
    setNear(edge && edgeKey(edge));
  }

  function onDrop(event: DragEvent): void {
    const blank = blankOfKey(event.dataTransfer.getData(DRAG_TYPE));
    if (!blank || state.readOnly) return;
    event.preventDefault();
    setNear(undefined);
    const edge = edgeUnder(event.clientX, event.clientY);
    const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    insert(
      blank,
      edge ? { kind: 'edge', edge } : { kind: 'free', at: [at.x - CARD.width / 2, at.y - CARD.body / 2] },
    );
  }

  function onDoubleClick(event: PagePress): void {
    if (state.readOnly || !(event.target instanceof Element)) return;
    if (!event.target.classList.contains('react-flow__pane')) return;
    const point = { x: event.clientX, y: event.clientY };
    const at = flow.screenToFlowPosition(point);
    openPalette({ kind: 'free', at: [snap(at.x), snap(at.y)] }, point);
  }

  return {
    drag,
    near,
    hold,
    onNodesChange,
    onEdgesChange,
    drop,
    onConnect,
    onConnectEnd,
    onReconnect,
    onDoubleClick,
    onDragOver,
    onDrop,
  };
}
