import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  MiniMap,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useStore,
  useStoreApi,
} from '@xyflow/react';
import { useCallback, useImperativeHandle, useMemo, useRef } from 'react';
import type { EditorKey } from '../../i18n/editor';
import { refusal } from '../../model/commands';
import type { Edge } from '../../model/document';
import { GRID } from '../../model/geometry';
import { ConnectBar } from './ConnectBar';
import { EmptyHint } from './EmptyHint';
import { useFlowEdges, useFlowNodes } from './flow';
import { Guides } from './Guides';
import { toneOf } from './kinds';
import { Palette } from './Palette';
import { EdgeContext, PathEdge, type PathFlowEdge } from './PathEdge';
import { Rail } from './Rail';
import { CardContext, StepCard } from './StepCard';
import type { CanvasNode, CanvasProps, Stage } from './stage';
import { afterWords, useAdding } from './useAdding';
import { useEditing } from './useEditing';
import { useKeyboard } from './useKeyboard';
import { useLinking } from './useLinking';
import { usePointer } from './usePointer';
import { useSight } from './useSight';
import { FIT, ZoomBar } from './ZoomBar';

export type { CanvasHandle } from './stage';

const nodeTypes = { step: StepCard };
const edgeTypes = { path: PathEdge };
/** Below this zoom cards become chips. */
const FAR = 0.55;
/** From here on only what is in sight is drawn. */
const MANY = 80;

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
  const coarse = useMemo(() => window.matchMedia('(pointer: coarse)').matches, []);

  const titleOf = useCallback(
    (id: string): string => {
      const node = session.snapshot().scenario.nodes.find((one) => one.id === id);
      return node ? wording.step(node, session.snapshot().scenario).title : id;
    },
    [session, wording],
  );
  const stage: Stage = { ...props, host, flow, store, titleOf };
  const sight = useSight(stage);
  const adding = useAdding(stage, sight);
  const linking = useLinking(stage, sight);
  const editing = useEditing(stage, sight);
  const pointer = usePointer(stage, adding, linking);
  const { active, choose, reveal, setActive } = sight;
  const { openPalette, nextPlace, insert, palette } = adding;
  const { link, start: startLink, unlink } = linking;
  const { removeSelection, duplicate } = editing;
  const { drag, near, hold } = pointer;

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
  const onKeyDown = useKeyboard(stage, { sight, adding, linking, editing, tabStop });

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

  const { onConflicts } = props;
  const cardActions = useMemo(
    () => ({
      addAfter: (id: string, way: string, at: DOMRect) =>
        openPalette({ kind: 'after', from: id, way }, { x: at.left + at.width / 2, y: at.bottom + 8 }),
      startConnection: startLink,
      openConflicts: (id: string) => {
        setActive(id);
        onConflicts(id);
      },
      locale,
      t,
    }),
    [openPalette, startLink, setActive, onConflicts, locale, t],
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
      onFocus={sight.watch.onFocus}
      onBlur={sight.watch.onBlur}
      onDragOver={pointer.onDragOver}
      onDrop={pointer.onDrop}
    >
      <CardContext value={cardActions}>
        <EdgeContext value={edgeActions}>
          <ReactFlow<CanvasNode, PathFlowEdge>
            nodes={nodes}
            edges={edges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            onInit={sight.openView}
            onNodesChange={pointer.onNodesChange}
            onEdgesChange={pointer.onEdgesChange}
            onNodeDragStop={pointer.drop}
            onSelectionDragStop={(event, dragged) => pointer.drop(event, undefined, dragged)}
            onNodeClick={(event, node) => {
              if (!link) {
                setActive(node.id);
                return;
              }
              event.stopPropagation();
              if (node.id !== link.from) linking.finish(node.id);
            }}
            onNodeDoubleClick={() => props.onOpen()}
            onPaneClick={linking.drop}
            onConnect={pointer.onConnect}
            onConnectEnd={pointer.onConnectEnd}
            isValidConnection={({ source: from, target }) => refusal(scenario, from, target) === undefined}
            onReconnect={pointer.onReconnect}
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
              <MiniMap<CanvasNode>
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
        onStart={() => insert({ kind: 'trigger' }, { kind: 'free', at: adding.middleOfView() })}
      />
      {link && source && (
        <ConnectBar
          t={t}
          way={graph.waysOf(link.from).length > 1 ? wording.way(source, link.way) : undefined}
          target={link.target === undefined ? undefined : titleOf(link.target)}
          connected={graph.by(link.from, link.way)}
          onUnlink={(edge) => {
            unlink(edge);
            linking.finish(undefined);
          }}
          onCancel={() => linking.finish(undefined)}
        />
      )}
      {palette && (
        <Palette
          wording={wording}
          at={palette.at}
          after={afterWords(palette.insertion, graph, wording, titleOf)}
          needsTrigger={!hasTrigger}
          channels={palette.channels}
          onPick={adding.pick}
          onClose={adding.closePalette}
        />
      )}
    </section>
  );
}
