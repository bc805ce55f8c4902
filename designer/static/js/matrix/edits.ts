import type {
  Criterion,
  Decision,
  GainDoc,
  GateKey,
  MatrixDoc,
  Opening,
  Pairs,
  RowDoc,
  ScoreDoc,
} from './types';

/** The document without what says nothing: an empty row, an empty mapping, an empty text. */
function without<T extends object>(record: T): T {
  const kept = Object.entries(record).filter(([, value]) => !saysNothing(value));
  return Object.fromEntries(kept) as T;
}

function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0;
}

/** The row of a scenario as the document has it; empty where it has none. */
export function rowOf(document: MatrixDoc, scenario: string): RowDoc {
  return document.rows?.[scenario] ?? {};
}

function withRow(document: MatrixDoc, scenario: string, row: RowDoc): MatrixDoc {
  return without({ ...document, rows: without({ ...document.rows, [scenario]: without(row) }) });
}

export function setScore(
  document: MatrixDoc,
  scenario: string,
  criterion: string,
  score: ScoreDoc | undefined,
): MatrixDoc {
  const row = rowOf(document, scenario);
  const scores = without({ ...row.scores, [criterion]: score && without(score) });
  return withRow(document, scenario, { ...row, scores } as RowDoc);
}

/** Another level for a cell; what is known of it stays, and a first one is as sure as can be. */
export function setLevel(
  document: MatrixDoc,
  scenario: string,
  criterion: string,
  level: number,
  today: string,
): MatrixDoc {
  const before = rowOf(document, scenario).scores?.[criterion];
  return setScore(document, scenario, criterion, {
    confidence: 80,
    date: today,
    ...before,
    level,
  });
}

export function setGate(
  document: MatrixDoc,
  scenario: string,
  gate: GateKey,
  opening: Opening | undefined,
): MatrixDoc {
  const row = rowOf(document, scenario);
  const gates = without({ ...row.gates, [gate]: opening }) as RowDoc['gates'] & object;
  return withRow(document, scenario, { ...row, gates });
}

export function setGain(document: MatrixDoc, scenario: string, gain: GainDoc | undefined): MatrixDoc {
  const row = rowOf(document, scenario);
  return withRow(document, scenario, { ...row, gain: gain && without(gain) } as RowDoc);
}

/** What the committee plans and decides of a row. */
export interface Plan {
  readonly decision?: Decision | undefined;
  readonly owner?: string | undefined;
  readonly due?: string | undefined;
  readonly note?: string | undefined;
  readonly sprint?: number | undefined;
  readonly lot?: number | undefined;
}

export function setPlan(document: MatrixDoc, scenario: string, plan: Plan): MatrixDoc {
  const row = { ...rowOf(document, scenario), ...plan } as RowDoc;
  const { decision, ...rest } = row;
  // Nothing decided is what a row without a decision says.
  return withRow(document, scenario, decision === 'to-decide' ? rest : row);
}

/** Another weight for a criterion; nothing puts it back to the one that it has by itself. */
export function setWeight(document: MatrixDoc, key: string, weight: number | undefined): MatrixDoc {
  return without({ ...document, weights: without({ ...document.weights, [key]: weight }) }) as MatrixDoc;
}

export function weightsOf(criteria: readonly Criterion[]): Record<string, number> {
  return Object.fromEntries(criteria.map((one) => [one.key, one.weight]));
}

export function setWeights(document: MatrixDoc, weights: MatrixDoc['weights']): MatrixDoc {
  return without({ ...document, weights }) as MatrixDoc;
}

export function setCut(document: MatrixDoc, cut: number | undefined): MatrixDoc {
  const { cut: _before, ...rest } = document;
  return cut === undefined ? rest : { ...rest, cut };
}

export function setCapacity(document: MatrixDoc, days: number | undefined): MatrixDoc {
  const { capacity_days: _before, ...rest } = document;
  return days === undefined ? rest : { ...rest, capacity_days: days };
}

// ── Pairs on Saaty's scale ──

/** What was judged of the first against the second, in whichever direction it is written. */
export function judged(pairs: Pairs, first: string, second: string): number | undefined {
  const there = pairs[first]?.[second];
  if (there !== undefined) return there;
  const back = pairs[second]?.[first];
  return back === undefined ? undefined : 1 / back;
}

/** A judgement, kept in one direction: that of the pair as it is asked for. */
export function setPair(
  document: MatrixDoc,
  first: string,
  second: string,
  ratio: number | undefined,
): MatrixDoc {
  const pairs = document.ahp?.pairs ?? {};
  const value = ratio === undefined ? undefined : Math.round(ratio * 1e6) / 1e6;
  const next = without({
    ...pairs,
    [second]: without({ ...pairs[second], [first]: undefined }),
    [first]: without({ ...pairs[first], [second]: value }),
  }) as unknown as Pairs;
  return without({ ...document, ahp: without({ pairs: next }) }) as MatrixDoc;
}

/** Every pair of some keys, each once, in their order. */
export function pairsOf(keys: readonly string[]): [string, string][] {
  return keys.flatMap((first, index) =>
    keys.slice(index + 1).map((second) => [first, second] as [string, string]),
  );
}
