import { weightsOf } from './edits';
import { inPlay } from './moves';
import {
  type Decision,
  GATES,
  type MatrixDoc,
  type Row,
  type RowDoc,
  type ScoreCell,
  type ScoreDoc,
  type Table,
} from './types';

/**
 * What was just given, on the table that does not count it yet: a cell answers at once, and what it comes to
 * follows from the server.
 */
export function overlaid(table: Table, document: MatrixDoc): Table {
  const weights = { ...weightsOf(table.criteria), ...document.weights };
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return {
    ...table,
    criteria: table.criteria.map((one) => {
      const weight = weights[one.key] ?? one.weight;
      return { ...one, weight, share: total > 0 ? weight / total : 0 };
    }),
    rows: withCut(
      table.rows.map((row) => withGiven(row, document.rows?.[row.scenario] ?? {})),
      document.cut,
    ),
  };
}

function withCut(rows: readonly Row[], cut: number | undefined): Row[] {
  if (cut === undefined) return [...rows];
  let left = cut;
  return rows.map((row) => {
    const kept = inPlay(row) && left > 0;
    if (kept) left -= 1;
    return { ...row, kept };
  });
}

function withGiven(row: Row, given: RowDoc): Row {
  const scores = Object.fromEntries(
    Object.entries(row.scores).map(([key, cell]) => [key, cellOf(cell, given.scores?.[key])]),
  );
  for (const [key, score] of Object.entries(given.scores ?? {})) scores[key] ??= cellOf(null, score);
  return {
    ...row,
    scores,
    gates: Object.fromEntries(GATES.map((gate) => [gate, given.gates?.[gate] ?? null])) as Row['gates'],
    decision: given.decision ?? ('to-decide' satisfies Decision),
    owner: given.owner ?? null,
    due: given.due ?? null,
    note: given.note ?? null,
  };
}

function cellOf(cell: ScoreCell | null, score: ScoreDoc | undefined): ScoreCell | null {
  const votes = cell?.votes ?? null;
  if (score === undefined) return votes && { level: null, confidence: null, source: null, date: null, votes };
  return {
    level: score.level,
    confidence: score.confidence ?? 100,
    source: score.source ?? null,
    date: score.date ?? null,
    votes,
  };
}
