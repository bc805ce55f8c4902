import { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { outlineWords } from '../../i18n/outline';
import {
  type Added,
  addAfter,
  addNode,
  type Blank,
  connect,
  insertBetween,
  remove,
} from '../../model/commands';
import type { Scenario } from '../../model/document';
import { Graph } from '../../model/graph';
import { edgeOfRow, moveInChain, outlineOf, type Row, rowKey, stuck } from '../../model/outline';
import { blankLabel } from '../canvas/Rail';
import type { Workbench } from '../tools';
import { aboveOf, type Item, itemsOf } from './items';

export interface Outline {
  items: readonly Item[];
  active: Item | undefined;
  /** A step's name with its T-number. */
  titleOf(id: string): string;
  /** Makes a row the one that is stood on, and chooses its step or link on the canvas too. */
  pick(key: string, focus?: boolean): void;
  fold(key: string, closed?: boolean): void;
  /** To the row of a step. */
  go(id: string): void;
  edit(): void;
  add(blank: Blank, where: 'after' | 'before'): void;
  move(by: 'up' | 'down'): void;
  connectTo(id: string): void;
  remove(): void;
}

/** The way out by which a row can be led on: its own, or the only or first free one of its step. */
export function wayOfRow(row: Row, graph: Graph): string | undefined {
  if (row.row === 'way') return row.way;
  return graph.freeWays(row.id)[0] ?? graph.waysOf(row.id)[0];
}

/** The scenario as a tree: what is shown, what one stands on, and what can be done there. */
export function useOutline(bench: Workbench): Outline {
  const { session, state, graph, wording, locale, selection, say } = bench;
  const { scenario, findings, readOnly, catalogue } = state;
  const t = outlineWords(locale);
  const idPrefix = useId();
  const rows = useMemo(() => outlineOf(graph), [graph]);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [stood, setStood] = useState<string>();
  const focusOn = useRef<string>(undefined);
  const items = useMemo(
    () => itemsOf({ rows, graph, scenario, wording, findings, folded, t, idPrefix, catalogue }),
    [rows, graph, scenario, wording, findings, folded, t, idPrefix, catalogue],
  );
  const active = items.find(({ key }) => key === stood) ?? items[0];

  const unfold = useCallback(
    (key: string): void => {
      const above = aboveOf(rows, key);
      setFolded((old) =>
        above.some((one) => old.has(one)) ? new Set([...old].filter((one) => !above.includes(one))) : old,
      );
    },
    [rows],
  );

  // What is chosen on the canvas is what one stands on here.
  const [chosen] = selection.nodes.length === 1 ? selection.nodes : [];
  const followed = useRef<string>(undefined);
  useEffect(() => {
    if (chosen === followed.current) return;
    followed.current = chosen;
    const key = `step ${chosen}`;
    if (chosen === undefined || !rows.some((row) => rowKey(row) === key)) return;
    setStood(key);
    unfold(key);
    const row = items.find((item) => item.key === key);
    if (row) document.getElementById(row.htmlId)?.scrollIntoView({ block: 'nearest' });
  }, [chosen, rows, items, unfold]);

  // Once the row that is meant is there.
  useLayoutEffect(() => {
    const item = items.find(({ key }) => key === focusOn.current);
    if (!item) return;
    focusOn.current = undefined;
    const element = document.getElementById(item.htmlId);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest' });
  });

  const pick = (key: string, focus = true): void => {
    const row = rows.find((one) => rowKey(one) === key);
    if (!row) return;
    setStood(key);
    unfold(key);
    if (focus) focusOn.current = key;
    if (row.row === 'step') {
      followed.current = row.id;
      bench.select({ nodes: [row.id], edges: [] });
      bench.canvas.current?.reveal(row.id);
    } else {
      const edge = edgeOfRow(graph, row);
      followed.current = undefined;
      bench.select({ nodes: [], edges: edge === undefined ? [] : [edge] });
      bench.canvas.current?.reveal(row.id);
    }
  };

  const titleOf = (id: string): string => {
    const node = graph.nodes.get(id);
    return [graph.contactTimes().get(id), node && wording.step(node, scenario).title]
      .filter(Boolean)
      .join(' · ');
  };
  const numberIn = (id: string): string => {
    const { nodes, edges } = session.snapshot().scenario;
    const found = outlineOf(new Graph({ nodes, edges })).find((row) => row.row === 'step' && row.id === id);
    return found?.row === 'step' ? String(found.number) : '';
  };
  const standOn = (id: string): void => {
    setStood(`step ${id}`);
    focusOn.current = `step ${id}`;
    followed.current = id;
    bench.select({ nodes: [id], edges: [] });
    bench.canvas.current?.reveal(id);
  };

  return {
    items,
    active,
    titleOf,
    pick,
    fold: (key, closed) =>
      setFolded((old) => {
        const next = new Set(old);
        if (closed ?? !old.has(key)) next.add(key);
        else next.delete(key);
        return next;
      }),
    go: (id) => pick(`step ${id}`),
    edit: () => {
      if (!active) return;
      pick(active.key, false);
      if (active.row.row === 'way') bench.select({ nodes: [active.row.id], edges: [] });
      bench.inspect();
    },
    add: (chosenBlank, where) => {
      if (readOnly) return;
      const blank = chosenBlank.kind === 'split' ? { ...chosenBlank, path: bench.t('way.yes') } : chosenBlank;
      const id = session.add((current, places): Added => {
        const row = active?.row;
        if (!row) return addNode(current, blank, places, [0, 0]);
        const before = current.edges.filter((edge) => edge.to === row.id);
        if (where === 'before' && row.row === 'step' && before.length === 1 && before[0])
          return insertBetween(current, blank, places, before[0]);
        const way = wayOfRow(row, graph);
        return way === undefined
          ? addNode(current, blank, places, places[row.id] ?? [0, 0])
          : addAfter(current, blank, places, row.id, way);
      });
      if (id === undefined) return;
      say(t('done.added', { title: blankLabel(blank, wording), number: numberIn(id) }));
      standOn(id);
    },
    move: (by) => {
      if (readOnly || active?.row.row !== 'step') return;
      const { id } = active.row;
      const why = stuck(scenario, graph, id, by);
      if (why) {
        say(t(`stuck.${why}`));
        return;
      }
      session.change((current) => moveInChain(current, new Graph(current), id, by));
      say(t('done.moved', { title: titleOf(id), number: numberIn(id) }));
      standOn(id);
    },
    connectTo: (id) => {
      const way = active && wayOfRow(active.row, graph);
      if (readOnly || !active || way === undefined) return;
      const from = active.row.id;
      if (session.change((current: Scenario) => connect(current, from, way, id)))
        say(t('done.connected', { title: titleOf(id) }));
      focusOn.current = active.key;
    },
    remove: () => {
      if (readOnly || !active) return;
      const at = items.indexOf(active);
      const { row } = active;
      if (row.row === 'way') {
        const edge = edgeOfRow(graph, row);
        if (edge === undefined || !session.change((current) => remove(current, [], [edge]))) return;
        say(t('done.cut'));
        focusOn.current = active.key;
        return;
      }
      const title = titleOf(row.id);
      if (!session.change((current) => remove(current, [row.id]))) return;
      say(t('done.removed', { title }));
      const next = items.slice(0, at).findLast((item) => item.row.row === 'step') ?? items[at + 1];
      if (next?.row.row === 'step') standOn(next.row.id);
    },
  };
}
