import { Position as Side } from '@xyflow/react';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { drawWords } from '../../i18n/draw';
import { routes } from '../../layout/route';
import type { Places } from '../../model/commands';
import { byNode, type Conflict } from '../../model/conflicts';
import type { Finding, Node, Scenario, Severity } from '../../model/document';
import { type Folded, foldKey } from '../../model/fold';
import { CARD, cardHeight, portAt } from '../../model/geometry';
import { edgeKey, type Graph, wayOf } from '../../model/graph';
import { equal } from '../../model/immutable';
import type { Wording } from '../stepWords';
import { LineStore } from './lines';
import type { PathFlowEdge } from './PathEdge';
import type { Fold, StepData, StepNode, Way } from './StepCard';

export interface Selection {
  /** Ids of steps. */
  nodes: readonly string[];
  edges: readonly string[];
  /** Ids of notes. */
  notes?: readonly string[];
}
export const NOTHING: Selection = { nodes: [], edges: [] };

/** A connection being drawn without dragging. */
export interface Link {
  from: string;
  way: string;
  target: string | undefined;
}

const PORT = 12;
const NO_FOLDS: Fold[] = [];
const RANK: Record<Severity, number> = { error: 3, warning: 2, info: 1 };

/** Findings that say of a message what its badge of conflicts says already. */
const isPressure = (rule: string): boolean => /^pressure-(may|must|dead|unbounded|exempt)$/.test(rule);

function tally(findings: readonly Finding[]): Map<string, { worst: Severity; count: number }> {
  const byNode = new Map<string, { worst: Severity; count: number }>();
  for (const { node, severity } of findings) {
    if (node === null || node === undefined) continue;
    const known = byNode.get(node);
    if (!known) byNode.set(node, { worst: severity, count: 1 });
    else {
      known.count += 1;
      if (RANK[severity] > RANK[known.worst]) known.worst = severity;
    }
  }
  return byNode;
}

function handlesOf(node: Node, ways: readonly Way[]): NonNullable<StepNode['handles']> {
  const top = -PORT / 2;
  const bottom = cardHeight(node) - PORT / 2;
  const size = { width: PORT, height: PORT };
  const out = ways.map((way, index) => ({
    ...size,
    id: way.path,
    type: 'source' as const,
    position: Side.Bottom,
    x: CARD.width * portAt(index, ways.length) - PORT / 2,
    y: bottom,
  }));
  if (node.kind === 'trigger') return out;
  return [
    { ...size, id: 'in', type: 'target' as const, position: Side.Top, x: CARD.width / 2 - PORT / 2, y: top },
    ...out,
  ];
}

export interface FlowInput {
  scenario: Scenario;
  graph: Graph;
  places: Places;
  findings: readonly Finding[];
  conflicts: readonly Conflict[];
  selection: Selection;
  wording: Wording;
  link: Link | undefined;
  /** The card that Tab leads to. */
  active: string | undefined;
  folded: Folded;
  readOnly: boolean;
}

/** The folds of a step, where something is hidden behind them. */
function foldsOf(id: string, ways: readonly Way[], { counts }: Folded): Fold[] {
  if (counts.size === 0) return NO_FOLDS;
  const whole = counts.get(foldKey(id));
  const parts = ways.flatMap(({ path }): Fold[] => {
    const count = counts.get(foldKey(id, path));
    return count === undefined ? [] : [{ way: path, count }];
  });
  if (whole !== undefined) return [{ way: undefined, count: whole }];
  return parts.length > 0 ? parts : NO_FOLDS;
}

/** The cards as React Flow wants them; a card that did not change keeps its identity. */
export function useFlowNodes(input: FlowInput): StepNode[] {
  const { scenario, graph, places, findings, conflicts, selection, wording, link, active, folded, readOnly } =
    input;
  const cache = useRef(new Map<string, StepNode>());
  // What a card says costs most, and changes with the document alone.
  const faces = useMemo(() => {
    const times = graph.contactTimes();
    return graph.order().flatMap((id) => {
      const node = graph.nodes.get(id);
      if (!node || folded.hidden.has(id)) return [];
      const ways = graph
        .waysOf(id)
        .map((path): Way => ({ path, label: wording.way(node, path), free: !graph.by(id, path) }));
      return [{ id, node, ways, time: times.get(id), ...wording.step(node, scenario) }];
    });
  }, [scenario, graph, wording, folded]);
  return useMemo(() => {
    const broken = byNode(conflicts, scenario.key);
    const found = tally(findings.filter(({ rule, node }) => !isPressure(rule) || !broken.has(node ?? '')));
    const selected = new Set(selection.nodes);
    const next = new Map<string, StepNode>();
    const { t } = wording;
    const d = drawWords(wording.locale);
    for (const { id, node, ways, time, title, detail } of faces) {
      const place = places[id];
      if (!place) continue;
      const before = cache.current.get(id);
      const folds = foldsOf(id, ways, folded);
      const fresh: StepData = {
        node,
        title,
        detail,
        time,
        ways: before && equal(before.data.ways, ways) ? before.data.ways : ways,
        worst: found.get(id)?.worst,
        findings: found.get(id)?.count ?? 0,
        conflict: broken.get(id)?.worst,
        conflicts: broken.get(id)?.count ?? 0,
        isTabStop: active === id,
        role: link?.from === id ? 'source' : link?.target === id ? 'target' : undefined,
        folds: before && equal(before.data.folds, folds) ? before.data.folds : folds,
        readOnly,
      };
      const names = Object.keys(fresh) as (keyof StepData)[];
      const sameData = before !== undefined && names.every((name) => before.data[name] === fresh[name]);
      const isSelected = selected.has(id);
      const tabIndex = active === id ? 0 : -1;
      if (
        sameData &&
        before.position.x === place[0] &&
        before.position.y === place[1] &&
        before.selected === isSelected &&
        before.domAttributes?.tabIndex === tabIndex
      ) {
        next.set(id, before);
        continue;
      }
      const size = { width: CARD.width, height: cardHeight(node) };
      const label = [
        t('canvas.step', { kind: wording.kind(node), time: time ?? '', title, detail }),
        ways.length > 1 ? t('canvas.step.ways', { count: ways.length }) : '',
        ...ways.filter((way) => way.free).map((way) => `${way.label}${'\u00a0'}: ${t('canvas.free')}`),
        ...folds.map(({ count }) => d('fold.chip', { count })),
        fresh.findings > 0 ? t('canvas.findings', { count: fresh.findings }) : '',
        fresh.conflict ? t(`proof.badge.${fresh.conflict}.name`, { count: fresh.conflicts }) : '',
      ];
      next.set(id, {
        id,
        type: 'step',
        position: { x: place[0], y: place[1] },
        ...size,
        measured: size,
        handles: before && sameData && before.handles ? before.handles : handlesOf(node, ways),
        data: sameData ? before.data : fresh,
        selected: isSelected,
        ariaLabel: label.filter(Boolean).join(', ').replace(/ {2}/g, ' '),
        domAttributes: { tabIndex, 'aria-roledescription': t('canvas.step.role') },
      });
    }
    cache.current = next;
    return [...next.values()];
  }, [faces, scenario.key, places, findings, conflicts, selection, wording, link, active, folded, readOnly]);
}

export interface EdgeInput {
  scenario: Scenario;
  graph: Graph;
  /** Places at rest. */
  places: Places;
  selection: Selection;
  wording: Wording;
  near: string | undefined;
  readOnly: boolean;
}

/** The lines as React Flow wants them, where they lie at rest. */
export function useFlowEdges({
  scenario,
  graph,
  places,
  selection,
  wording,
  near,
  readOnly,
}: EdgeInput): PathFlowEdge[] {
  const cache = useRef(new Map<string, PathFlowEdge>());
  const still = useMemo(() => routes(scenario.nodes, graph.edges, places), [scenario.nodes, graph, places]);
  const titles = useMemo(
    () => new Map(scenario.nodes.map((node) => [node.id, wording.step(node, scenario).title])),
    [scenario, wording],
  );
  return useMemo(() => {
    const selected = new Set(selection.edges);
    const next = new Map<string, PathFlowEdge>();
    for (const edge of graph.edges) {
      const id = edgeKey(edge);
      const points = still.get(id);
      if (!points || !graph.waysOf(edge.from).includes(wayOf(edge))) continue;
      const before = cache.current.get(id);
      const sole = selected.size === 1 && selection.nodes.length === 0;
      const isNear = near === id || (sole && selected.has(id));
      const isSelected = selected.has(id);
      const ariaLabel = wording.t('canvas.line', {
        from: titles.get(edge.from) ?? edge.from,
        to: titles.get(edge.to) ?? edge.to,
      });
      if (
        before?.data &&
        before.data.edge === edge &&
        before.data.near === isNear &&
        before.data.readOnly === readOnly &&
        before.selected === isSelected &&
        before.ariaLabel === ariaLabel &&
        equal(before.data.points, points)
      ) {
        next.set(id, before);
        continue;
      }
      next.set(id, {
        id,
        type: 'path',
        source: edge.from,
        sourceHandle: wayOf(edge),
        target: edge.to,
        targetHandle: 'in',
        selected: isSelected,
        ariaLabel,
        data: { edge, points, near: isNear, readOnly },
      });
    }
    cache.current = next;
    return [...next.values()];
  }, [graph, still, selection, wording, titles, near, readOnly]);
}

/** The lines that hang on the cards under a drag, as they run at this moment. */
export function useMovingLines(
  scenario: Scenario,
  graph: Graph,
  places: Places,
  drag: Places | undefined,
): LineStore {
  const lines = useMemo(() => new LineStore(), []);
  useLayoutEffect(() => {
    lines.set(
      drag &&
        routes(
          scenario.nodes,
          graph.edges,
          { ...places, ...drag },
          (edge) => edge.from in drag || edge.to in drag,
        ),
    );
  }, [lines, scenario.nodes, graph, places, drag]);
  return lines;
}
