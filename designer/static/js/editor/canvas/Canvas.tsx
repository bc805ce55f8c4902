import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionLineType,
  MiniMap,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useStore,
  useStoreApi,
} from '@xyflow/react';
import {
  type MouseEvent,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { drawingWords } from '../../i18n/drawing';
import type { EditorKey } from '../../i18n/editor';
import { refusal } from '../../model/commands';
import type { Edge } from '../../model/document';
import { GRID } from '../../model/geometry';
import { wayOf } from '../../model/graph';
import { noteKey } from '../../model/things';
import { Others } from '../../together/Others';
import { later } from '../later';
import { EmptyHint } from './EmptyHint';
import { useFlowEdges, useFlowNodes, useMovingLines } from './flow';
import { useFlowThings } from './flowThings';
import { GroupBox } from './GroupBox';
import { Guides } from './Guides';
import { toneOf } from './kinds';
import { LineContext } from './lines';
import { NoteCard } from './NoteCard';
import { Palette } from './Palette';
import { EdgeContext, PathEdge, type PathFlowEdge } from './PathEdge';
import { Rail } from './Rail';
import { CardContext, StepCard, TinyContext } from './StepCard';
import type { CanvasNode, CanvasProps, Stage } from './stage';
import { ThingContext } from './thingContext';
import { afterWords, useAdding } from './useAdding';
import { useDrawing } from './useDrawing';
import { useEditing } from './useEditing';
import { useFolding } from './useFolding';
import { useKeyboard } from './useKeyboard';
import { useLinking } from './useLinking';
import { usePointer } from './usePointer';
import { useSight } from './useSight';
import { useSteady } from './useSteady';
import { useThingKeys } from './useThingKeys';
import { type Mode, ZoomBar } from './ZoomBar';

export type { CanvasHandle } from './stage';

/** Not needed before something is chosen or linked. */
const ContextBar = later(() => import('./ContextBar').then((module) => module.default));
const ConnectBar = later(() => import('./ConnectBar').then((module) => module.ConnectBar));
const nodeTypes = { step: StepCard, note: NoteCard, group: GroupBox };
const edgeTypes = { path: PathEdge };
/** Below this zoom cards become chips. */
const FAR = 0.55;
/** Below this one nothing can be read: cards become their icons, and all are drawn. */
const TINY = 0.32;
/** From here on only what is in sight is drawn. */
const MANY = 80;

// The same objects at every drawing: what looks new to the library is set up anew.
const ADDING_KEYS = ['Meta', 'Control', 'Shift'];
const PANNING_BUTTONS = [1, 2];
const SNAP: [number, number] = [GRID, GRID];
const toneOfNode = (node: CanvasNode): string =>
  `ed-mini-${node.type === 'step' ? toneOf(node.data.node.kind) : node.type}`;

const ARIA_KEYS = {
  'minimap.ariaLabel': 'canvas.minimap',
} as const satisfies Record<string, EditorKey>;

export function Canvas(props: CanvasProps) {
  const { session, state, graph, wording, locale, t, selection } = props;
  const { scenario, places, readOnly } = state;
  const flow = useReactFlow<CanvasNode, PathFlowEdge>();
  const store = useStoreApi();
  const host = useRef<HTMLElement>(null);
  const far = useStore((flowState) => flowState.transform[2] < FAR);
  const tiny = useStore((flowState) => flowState.transform[2] < TINY);
  // A line being pulled may end where the bar of the selection stands.
  const pulling = useStore((flowState) => flowState.connection.inProgress);
  const coarse = useMemo(() => window.matchMedia('(pointer: coarse)').matches, []);

  const titleOf = useCallback(
    (id: string): string => {
      const node = session.snapshot().scenario.nodes.find((one) => one.id === id);
      return node ? wording.step(node, session.snapshot().scenario).title : id;
    },
    [session, wording],
  );
  const folding = useFolding(scenario, graph, selection.nodes);
  const stage: Stage = { ...props, graph: folding.graph, host, flow, store, titleOf };
  const sight = useSight(stage);
  const adding = useAdding(stage, sight);
  const linking = useLinking(stage, sight);
  const editing = useEditing(stage, sight);
  const pointer = usePointer(stage, adding, linking);
  const { active, choose, focusStep, reveal, setActive } = sight;
  const { openPalette, nextPlace, insert, palette } = adding;
  const { link, start: startLink, startFrom, onPort, unlink } = linking;
  const { removeSelection, duplicate } = editing;
  const { drag, near, hold } = pointer;
  const drawing = useDrawing(stage, sight, folding, adding.middleOfView);

  const first = useMemo(() => graph.order()[0], [graph]);
  const tabStop = active && graph.nodes.has(active) ? active : (selection.nodes[0] ?? first);
  const shown = useMemo(() => (drag ? { ...places, ...drag } : places), [places, drag]);
  const still = useFlowNodes({
    scenario,
    graph,
    places,
    findings: state.findings,
    conflicts: state.conflicts,
    selection,
    wording,
    link,
    active: tabStop,
    folded: folding.folded,
    readOnly,
  });
  // A drag moves few cards, and nothing is said of them anew.
  const steps = useMemo(
    () =>
      drag
        ? still.map((card) => {
            const place = drag[card.id];
            return place ? { ...card, position: { x: place[0], y: place[1] } } : card;
          })
        : still,
    [still, drag],
  );
  const things = useFlowThings({
    scenario: folding.scenario,
    places: shown,
    selection,
    writing: drawing.things.writing,
    locale,
    readOnly,
  });
  const nodes = useMemo((): CanvasNode[] => [...things, ...steps], [things, steps]);
  const edges = useFlowEdges({
    scenario: folding.scenario,
    graph: folding.graph,
    places,
    selection,
    wording,
    near,
    readOnly,
  });
  const lines = useMovingLines(folding.scenario, folding.graph, places, drag);

  const [mode, setMode] = useState<Mode>();
  const words = drawingWords(locale);
  const onMode = (next: Mode): void => {
    setMode(next);
    props.say(words(next ? `done.${next}` : 'done.pointer'));
  };
  // Clicks add to the selection as they do while Ctrl is down.
  useEffect(() => store.setState({ multiSelectionActive: mode === 'lasso' }), [store, mode]);
  const { onKeyDown, perform } = useKeyboard(stage, {
    sight,
    adding,
    linking,
    editing,
    tabStop,
    mode,
    onMode,
  });
  const bar = useRef<HTMLDivElement>(null);
  const leave = useCallback((): void => {
    const focused = selection.notes?.[0] === undefined ? undefined : noteKey(selection.notes[0]);
    const id = selection.nodes[0] ?? focused ?? tabStop;
    if (id !== undefined) sight.focusStep(id);
  }, [selection, tabStop, sight.focusStep]);
  const thingKeys = useThingKeys(stage, drawing, editing, () => {
    if (tabStop !== undefined) choose(tabStop);
  });
  const latest = useRef({ perform, drawing });
  useEffect(() => {
    latest.current = { perform, drawing };
  });

  useImperativeHandle(
    props.ref,
    () => ({
      focusStep: (id) => choose(id),
      reveal: (id) => {
        folding.reveal([id]);
        reveal(id);
      },
      openPalette: () => openPalette(nextPlace()),
      remove: removeSelection,
      duplicate,
      fit: sight.showAll,
      act: (what) => void latest.current.perform({ do: what }),
      draw: (run) => run(latest.current.drawing),
      focusBar: () => bar.current?.querySelector('button')?.focus(),
      add: (blank) => insert(blank, nextPlace()),
    }),
    [
      choose,
      reveal,
      openPalette,
      nextPlace,
      insert,
      removeSelection,
      duplicate,
      sight.showAll,
      folding.reveal,
    ],
  );

  const { onConflicts } = props;
  const cardActions = useMemo(
    () => ({
      addAfter: (id: string, way: string, at: DOMRect) =>
        openPalette({ kind: 'after', from: id, way }, { x: at.left + at.width / 2, y: at.bottom + 8 }),
      startConnection: onPort,
      openConflicts: (id: string) => {
        setActive(id);
        onConflicts(id);
      },
      unfold: (id: string, way: string | undefined) => {
        folding.toggle(id, way);
        focusStep(id);
      },
      locale,
      t,
    }),
    [openPalette, onPort, setActive, onConflicts, folding.toggle, focusStep, locale, t],
  );
  const edgeActions = useMemo(
    () => ({
      insert: (edge: Edge, at: DOMRect) =>
        openPalette({ kind: 'edge', edge }, { x: at.right + 8, y: at.top - 16 }),
      cut: unlink,
      moveStart: startFrom,
      moveEnd: (edge: Edge) => startLink(edge.from, wayOf(edge)),
      hold,
      t,
      words,
    }),
    [openPalette, unlink, startFrom, startLink, hold, t, words],
  );
  const ariaLabels = useMemo(
    () => Object.fromEntries(Object.entries(ARIA_KEYS).map(([key, word]) => [key, t(word)])),
    [t],
  );

  const onNodeClick = useSteady((event: MouseEvent, node: CanvasNode): void => {
    if (!link) {
      setActive(node.id);
      // A plain click on one of several chosen steps is after that one; the library leaves them all chosen.
      const adds = event.ctrlKey || event.metaKey || event.shiftKey || mode === 'lasso';
      if (node.type === 'step' && !adds && selection.nodes.length > 1)
        props.onSelect({ nodes: [node.id], edges: [] });
      return;
    }
    event.stopPropagation();
    if (node.id !== (link.asks === 'to' ? link.from : link.edge.to)) linking.finish(node.id);
  });
  const onNodeDoubleClick = useSteady((_: MouseEvent, node: CanvasNode): void => {
    if (node.type === 'step') props.onOpen();
    else drawing.write(node.id);
  });
  const isValid = useSteady(
    ({ source, target }: Connection | PathFlowEdge) => refusal(scenario, source, target) === undefined,
  );
  const onSelectionDragStop = useSteady((event: MouseEvent, dragged: CanvasNode[]) =>
    pointer.drop(event, undefined, dragged),
  );
  const onConnectEnd = useSteady(pointer.onConnectEnd);
  const onConnect = useSteady(pointer.onConnect);
  const onReconnect = useSteady(pointer.onReconnect);
  const onPaneClick = useSteady(linking.drop);
  const onEdgeEnter = useCallback((_: MouseEvent, edge: PathFlowEdge) => hold(edge.id), [hold]);
  const onEdgeLeave = useCallback(() => hold(undefined), [hold]);

  const hasTrigger = scenario.nodes.some((node) => node.kind === 'trigger');

  return (
    <section
      ref={host}
      className="ed-canvas"
      aria-label={t('canvas.label')}
      tabIndex={-1}
      data-far={far || undefined}
      data-tiny={tiny || undefined}
      data-linking={link ? true : undefined}
      data-mode={mode}
      onKeyDownCapture={(event) => {
        if (!thingKeys.onKeyDown(event)) onKeyDown(event);
      }}
      onFocus={(event) => {
        sight.watch.onFocus();
        thingKeys.onFocus(event);
      }}
      onBlur={sight.watch.onBlur}
      onDragOver={pointer.onDragOver}
      onDrop={pointer.onDrop}
    >
      <CardContext value={cardActions}>
        <TinyContext value={tiny}>
          <ThingContext value={drawing.things}>
            <EdgeContext value={edgeActions}>
              <LineContext value={lines}>
                <ReactFlow<CanvasNode, PathFlowEdge>
                  nodes={nodes}
                  edges={edges}
                  nodeTypes={nodeTypes}
                  edgeTypes={edgeTypes}
                  onInit={sight.openView}
                  onNodesChange={pointer.onNodesChange}
                  onEdgesChange={pointer.onEdgesChange}
                  onNodeDragStop={pointer.drop}
                  onSelectionDragStop={onSelectionDragStop}
                  onNodeClick={onNodeClick}
                  onNodeDoubleClick={onNodeDoubleClick}
                  onDoubleClick={pointer.onDoubleClick}
                  onPaneClick={onPaneClick}
                  onConnect={onConnect}
                  onConnectEnd={onConnectEnd}
                  isValidConnection={isValid}
                  onReconnect={onReconnect}
                  onEdgeMouseEnter={onEdgeEnter}
                  onEdgeMouseLeave={onEdgeLeave}
                  connectionLineType={ConnectionLineType.SmoothStep}
                  connectOnClick={false}
                  connectionRadius={28}
                  edgesReconnectable={!readOnly}
                  nodesDraggable={!readOnly}
                  nodesConnectable={!readOnly}
                  edgesFocusable={false}
                  disableKeyboardA11y
                  deleteKeyCode={null}
                  multiSelectionKeyCode={mode === 'lasso' ? null : ADDING_KEYS}
                  selectionKeyCode={null}
                  panActivationKeyCode="Space"
                  selectionOnDrag={mode === 'lasso' || (mode === undefined && !coarse)}
                  panOnDrag={mode === 'hand' || (mode === undefined && coarse) ? true : PANNING_BUTTONS}
                  panOnScroll
                  zoomOnDoubleClick={false}
                  selectionMode={SelectionMode.Partial}
                  snapToGrid
                  snapGrid={SNAP}
                  minZoom={0.05}
                  maxZoom={2}
                  onlyRenderVisibleElements={nodes.length > MANY && !tiny}
                  elevateNodesOnSelect={false}
                  ariaLabelConfig={ariaLabels}
                  nodeDragThreshold={3}
                >
                  <Background variant={BackgroundVariant.Dots} gap={GRID * 3} size={1.2} />
                  {drag && Object.keys(drag).some((id) => graph.nodes.has(id)) && (
                    <Guides drag={drag} places={places} />
                  )}
                  <Others session={session} locale={locale} selected={selection.nodes} />
                  {nodes.length > 5 && (
                    <MiniMap<CanvasNode>
                      className="ed-minimap"
                      pannable
                      zoomable
                      ariaLabel={t('canvas.minimap')}
                      nodeClassName={toneOfNode}
                      nodeBorderRadius={24}
                      offsetScale={8}
                    />
                  )}
                </ReactFlow>
              </LineContext>
            </EdgeContext>
          </ThingContext>
        </TinyContext>
      </CardContext>
      {!readOnly && scenario.nodes.length > 0 && (
        <Rail
          wording={wording}
          onPick={(blank) => insert(blank, nextPlace())}
          onNote={() => drawing.addNote()}
          onMore={(at) => openPalette(nextPlace(), { x: at.right + 8, y: at.top }, true)}
        />
      )}
      <ZoomBar
        t={t}
        locale={locale}
        onFit={sight.showAll}
        mode={mode}
        onMode={readOnly ? undefined : onMode}
      />
      <EmptyHint
        t={t}
        count={scenario.nodes.length}
        hasTrigger={hasTrigger}
        readOnly={readOnly}
        onStart={() => insert({ kind: 'trigger' }, { kind: 'free', at: adding.middleOfView() })}
      />
      {link && <ConnectBar linking={linking} graph={graph} wording={wording} titleOf={titleOf} />}
      {!drag && !pulling && !link && !palette && mode !== 'hand' && drawing.things.writing === undefined && (
        <ContextBar
          state={state}
          selection={selection}
          wording={wording}
          drawing={drawing}
          folding={folding}
          bar={bar}
          onDuplicate={duplicate}
          onDelete={removeSelection}
          onLeave={leave}
        />
      )}
      {palette && (
        <Palette
          wording={wording}
          at={palette.at}
          after={afterWords(palette.insertion, graph, wording, titleOf)}
          needsTrigger={!hasTrigger}
          channels={palette.channels}
          ways={adding.ways}
          onWay={adding.setWay}
          onPick={adding.pick}
          onNote={() => {
            adding.closePalette();
            drawing.addNote(palette.insertion.kind === 'free' ? palette.insertion.at : undefined);
          }}
          onClose={adding.closePalette}
        />
      )}
    </section>
  );
}
