/**
 * What the proof says of a scenario: the rules of pressure it breaks, alone or with others, the contact that
 * shows it, and what would remove it. Read from the API with nothing taken for granted.
 */

import type { Label, Path } from './document';

export type Verdict = 'may' | 'must' | 'dead' | 'unbounded';

/** One message that comes due for the contact of a witness. */
export interface Due {
  /** Seconds since any fixed moment. */
  at: number;
  scenario: string;
  node: string;
  channel: string;
}

/** One contact and the messages that come due for it, nothing left out. */
export interface Witness {
  contact: Readonly<Record<string, unknown>>;
  events: readonly Due[];
  /** Seconds; null where the rule has no window. */
  window: number | null;
  /** The score after each event. */
  scores: readonly number[] | null;
}

export interface Conflict {
  id: string;
  rule: string;
  verdict: Verdict;
  /** A message that the rule does not hold back takes the place of another one. */
  exempt: boolean;
  scenarios: readonly string[];
  limit: number | null;
  /** Null without a bound, and for a blocked message. */
  worst: number | null;
  exact: boolean;
  /** Messages concerned: scenario and node. */
  nodes: readonly (readonly [scenario: string, node: string])[];
  witness: Witness | null;
  message: Label;
}

export interface Change {
  /** `scenario:<key>`, `policy`, `segments` or `data`. */
  document: string;
  path: Path;
  /** Absent where the value is taken away. */
  value?: unknown;
  remove?: true;
}

/** One way to remove a conflict, proved by the server before it is told. */
export interface Remedy {
  kind: string;
  label: Label;
  cost: Label;
  /** What the rule says afterwards. */
  verdict: Verdict | 'safe';
  worst: number | null;
  changes: readonly Change[];
}

/** How a conflict is drawn: its verdict, or that a message stands outside the rule. */
export type ConflictKind = Verdict | 'exempt';

/** The gravest first: what never leaves, what always waits, what nothing bounds, what may be too much. */
const KINDS: readonly ConflictKind[] = ['dead', 'must', 'unbounded', 'may', 'exempt'];

export function kindOf(conflict: Conflict): ConflictKind {
  return conflict.exempt ? 'exempt' : conflict.verdict;
}

export function rankOf(kind: ConflictKind): number {
  return KINDS.indexOf(kind);
}

/** Whether arbitration will have to settle it, so that publishing in spite of it asks for a reason. */
export function asksForReason(conflict: Conflict): boolean {
  return conflict.verdict === 'may' && !conflict.exempt;
}

export function sortConflicts(conflicts: readonly Conflict[]): Conflict[] {
  return [...conflicts].sort((a, b) => rankOf(kindOf(a)) - rankOf(kindOf(b)));
}

export interface NodeConflicts {
  worst: ConflictKind;
  count: number;
}

/** The gravest kind and the number of the conflicts of each message of a scenario. */
export function byNode(conflicts: readonly Conflict[], scenario: string): Map<string, NodeConflicts> {
  const found = new Map<string, NodeConflicts>();
  for (const conflict of conflicts) {
    const kind = kindOf(conflict);
    const mine = new Set(conflict.nodes.filter(([key]) => key === scenario).map(([, node]) => node));
    for (const node of mine) {
      const known = found.get(node);
      if (!known) found.set(node, { worst: kind, count: 1 });
      else {
        known.count += 1;
        if (rankOf(kind) < rankOf(known.worst)) known.worst = kind;
      }
    }
  }
  return found;
}

/** Whether the conflict concerns a message of the scenario. */
export function concerns(conflict: Conflict, scenario: string, node: string): boolean {
  return conflict.nodes.some(([key, id]) => key === scenario && id === node);
}

/** The other documents that a remedy changes; none where it concerns the open scenario alone. */
export function otherDocuments(remedy: Remedy, scenario: string): string[] {
  const own = `scenario:${scenario}`;
  return [...new Set(remedy.changes.map(({ document }) => document))].filter((name) => name !== own);
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────

type Plain = Record<string, unknown>;

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const VERDICTS: readonly Verdict[] = ['may', 'must', 'dead', 'unbounded'];

function verdictOf(value: unknown): Verdict {
  return VERDICTS.find((one) => one === value) ?? 'may';
}

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const recordsOf = (value: unknown): Plain[] => (Array.isArray(value) ? value.filter(isRecord) : []);

function labelOf(value: unknown): Label {
  if (!isRecord(value)) return { fr: String(value ?? ''), en: String(value ?? '') };
  const fr = typeof value.fr === 'string' ? value.fr : '';
  const en = typeof value.en === 'string' ? value.en : '';
  return { fr: fr || en, en: en || fr };
}

function witnessOf(value: unknown): Witness | null {
  if (!isRecord(value)) return null;
  return {
    contact: isRecord(value.contact) ? value.contact : {},
    events: recordsOf(value.events).map((one) => ({
      at: Number(one.at ?? 0),
      scenario: String(one.scenario ?? ''),
      node: String(one.node ?? ''),
      channel: String(one.channel ?? ''),
    })),
    window: numberOrNull(value.window),
    scores: Array.isArray(value.scores) ? value.scores.map(Number) : null,
  };
}

export function conflictsOf(value: unknown): Conflict[] {
  return recordsOf(value).map((one) => ({
    id: String(one.id ?? ''),
    rule: String(one.rule ?? ''),
    verdict: verdictOf(one.verdict),
    exempt: one.exempt === true,
    scenarios: Array.isArray(one.scenarios) ? one.scenarios.map(String) : [],
    limit: numberOrNull(one.limit),
    worst: numberOrNull(one.worst),
    exact: one.exact !== false,
    nodes: (Array.isArray(one.nodes) ? one.nodes : [])
      .filter((pair): pair is unknown[] => Array.isArray(pair))
      .map(([scenario, node]) => [String(scenario), String(node)] as const),
    witness: witnessOf(one.witness),
    message: labelOf(one.message),
  }));
}

const isPath = (value: unknown): value is Path =>
  Array.isArray(value) && value.every((step) => typeof step === 'string' || Number.isInteger(step));

export function remediesOf(value: unknown): Remedy[] {
  return recordsOf(value).map((one) => ({
    kind: String(one.kind ?? ''),
    label: labelOf(one.label),
    cost: labelOf(one.cost),
    verdict: one.verdict === 'safe' ? 'safe' : verdictOf(one.verdict),
    worst: numberOrNull(one.worst),
    changes: recordsOf(one.changes).flatMap((change): Change[] => {
      if (!isPath(change.path)) return [];
      const place = { document: String(change.document ?? ''), path: change.path };
      return [change.remove === true ? { ...place, remove: true } : { ...place, value: change.value }];
    }),
  }));
}
