import type { Row, Table } from './types';

/** By scenario, how many ranks it has won since; negative where it has lost some. */
export function moves(before: Table, after: Table): ReadonlyMap<string, number> {
  const was = new Map(before.rows.map((row) => [row.scenario, row.rank]));
  return new Map(after.rows.map((row) => [row.scenario, (was.get(row.scenario) ?? row.rank) - row.rank]));
}

/** Scenarios that come in over the cut, and those that fall out of it. */
export function crossings(before: Table, after: Table): { enter: string[]; leave: string[] } {
  const was = new Map(before.rows.map((row) => [row.scenario, row.kept]));
  const crossed = (kept: boolean) =>
    after.rows
      .filter((row) => row.kept === kept && (was.get(row.scenario) ?? kept) !== kept)
      .map((row) => row.scenario);
  return { enter: crossed(true), leave: crossed(false) };
}

/** Whether a row can be kept: a closed gate, the committee's no and an empty row cannot. */
export function inPlay(row: Row): boolean {
  const barred = row.decision === 'no-go' || Object.values(row.gates).includes('closed');
  return !barred && row.score !== null;
}

/** After how many rows the line stands: below the last one that is kept. */
export function lineAt(rows: readonly Row[]): number {
  return rows.reduce((line, row, index) => (row.kept ? index + 1 : line), 0);
}

/** How many rows are kept where the line stands after that many. */
export function keptAt(rows: readonly Row[], line: number): number {
  return rows.slice(0, line).filter(inPlay).length;
}

/** The boundary between rows nearest to a height; `edges` are the tops of the rows, then the last bottom. */
export function nearestEdge(edges: readonly number[], height: number): number {
  let best = 0;
  for (const [index, edge] of edges.entries()) {
    if (Math.abs(edge - height) < Math.abs((edges[best] ?? 0) - height)) best = index;
  }
  return best;
}

/** Days of work of what is kept, as the sprints count them, and how many of these are a guess. */
export function keptDays(table: Table): { days: number; estimated: number; sprints: number } {
  return {
    days: table.sprints.reduce((sum, one) => sum + one.days, 0),
    estimated: table.sprints.reduce((sum, one) => sum + one.estimated.length, 0),
    sprints: table.sprints.length,
  };
}
