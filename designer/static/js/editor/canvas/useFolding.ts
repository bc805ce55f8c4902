import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Scenario } from '../../model/document';
import { type Folded, type Folds, folded, foldKey, inSight, kept, revealed, toggled } from '../../model/fold';
import { Graph } from '../../model/graph';

const nameOf = (key: string): string => `designer.folds.${key}`;

function readFolds(key: string, graph: Graph): Folds {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(nameOf(key)) ?? '[]');
    if (Array.isArray(stored)) {
      return kept(
        stored.filter((fold) => typeof fold === 'string'),
        graph,
      );
    }
  } catch {
    // A forbidden or spoilt storage only means that nothing is folded.
  }
  return new Set();
}

/** Whether this reader has folded something of a scenario. */
export function hasFolds(key: string): boolean {
  try {
    return localStorage.getItem(nameOf(key)) !== null;
  } catch {
    return false;
  }
}

function writeFolds(key: string, folds: Folds): void {
  try {
    if (folds.size === 0) localStorage.removeItem(nameOf(key));
    else localStorage.setItem(nameOf(key), JSON.stringify([...folds]));
  } catch {
    // Then the folds are forgotten with the page.
  }
}

export interface Folding {
  folds: Folds;
  folded: Folded;
  /** What is drawn of the scenario, and its graph. */
  scenario: Scenario;
  graph: Graph;
  /** The graph with what is hidden. */
  whole: Graph;
  /** How many steps folding here would hide. */
  behind(id: string, way?: string): number;
  toggle(id: string, way?: string): void;
  unfoldAll(): void;
  /** Unfolds what hides these steps. */
  reveal(ids: readonly string[]): void;
}

/** What this reader has folded of a scenario; remembered in this browser. */
export function useFolding(scenario: Scenario, graph: Graph, chosen: readonly string[]): Folding {
  const { key } = scenario;
  const [folds, setFolds] = useState<Folds>(() => readFolds(key, graph));
  const now = useMemo(() => folded(graph, folds), [graph, folds]);
  const drawn = useMemo(() => inSight(scenario, now.hidden), [scenario, now.hidden]);
  const drawnGraph = useMemo(() => (now.hidden.size === 0 ? graph : new Graph(drawn)), [graph, drawn, now]);

  const change = useCallback(
    (next: (before: Folds) => Folds): void =>
      setFolds((before) => {
        const after = next(before);
        if (after !== before) writeFolds(key, after);
        return after;
      }),
    [key],
  );
  const toggle = useCallback(
    (id: string, way?: string): void => change((before) => toggled(kept(before, graph), graph, id, way)),
    [change, graph],
  );
  const unfoldAll = useCallback((): void => change(() => new Set()), [change]);
  const reveal = useCallback(
    (ids: readonly string[]): void => change((before) => revealed(before, graph, ids)),
    [change, graph],
  );

  // What is chosen can be seen: a search, a finding or an undo may lead into a folded branch.
  const buried = chosen.some((id) => now.hidden.has(id));
  useEffect(() => {
    if (buried) reveal(chosen);
  }, [buried, chosen, reveal]);

  return {
    folds,
    folded: now,
    scenario: drawn,
    graph: drawnGraph,
    whole: graph,
    behind: (id, way) =>
      folded(graph, new Set(folds).add(foldKey(id, way))).counts.get(foldKey(id, way)) ?? 0,
    toggle,
    unfoldAll,
    reveal,
  };
}
