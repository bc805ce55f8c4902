/** The table of the committee as the API answers it, and the document it comes from. */

import type { ScenarioState } from '../api/client';
import type {
  MatrixCriterionOut,
  MatrixGainOut,
  MatrixRankedOut,
  MatrixRowOut,
  MatrixScoreOut,
  MatrixTableOut,
} from '../api/schema';

export interface Both {
  readonly fr: string;
  readonly en: string;
}

export const GATES = ['legal', 'consent', 'data'] as const;
export type GateKey = (typeof GATES)[number];
export const OPENINGS = ['open', 'degraded', 'closed'] as const;
export type Opening = (typeof OPENINGS)[number];
export const DECISIONS = ['to-decide', 'go', 'degraded', 'no-go'] as const;
export type Decision = (typeof DECISIONS)[number];
export type Verdict = 'go' | 'degraded' | 'no-go' | 'incomplete';
export type QuadrantKey = 'quick-win' | 'bet' | 'filler' | 'drop';
export const METHODS = ['weighted', 'rice', 'wsjf', 'promethee'] as const;
export type Method = (typeof METHODS)[number];
export const CONFIDENCES = [50, 80, 100] as const;
export const BEST = 5;

/** The table as the API describes it, with what its description leaves open said. */
export type Criterion = Omit<MatrixCriterionOut, 'name' | 'anchors'> & {
  readonly name: Both;
  /** Six, from level 0 to level 5. */
  readonly anchors: readonly Both[];
};
export type ScoreCell = MatrixScoreOut;
export type GainCell = Omit<MatrixGainOut, 'let_through_from'> & {
  /** The simulation that says how much arbitration lets through. */
  readonly let_through_from: { readonly id: number; readonly name: string } | null;
};
export type Row = Omit<MatrixRowOut, 'name' | 'state' | 'gates' | 'missing' | 'gain'> & {
  readonly name: Both;
  readonly state: ScenarioState;
  readonly gates: Readonly<Record<GateKey, Opening | null>>;
  readonly missing: readonly Both[];
  readonly gain: GainCell | null;
};
export type Ranked = Omit<MatrixRankedOut, 'why_not'> & { readonly why_not: Both | null };
export type Table = Omit<MatrixTableOut, 'criteria' | 'rows' | 'methods'> & {
  readonly criteria: readonly Criterion[];
  readonly rows: readonly Row[];
  readonly methods: Readonly<Record<Method, readonly Ranked[]>>;
};

// ── The document: what is absent is not written ──

export interface ScoreDoc {
  readonly level: number;
  readonly confidence?: number;
  readonly source?: string;
  readonly date?: string;
}

export interface GainDoc {
  readonly contacts_per_month: number;
  readonly contactable?: number;
  readonly uplift: number;
  readonly value: number;
  readonly cost_per_contact?: number;
  readonly assumptions?: string;
}

export interface RowDoc {
  readonly scores?: Readonly<Record<string, ScoreDoc>>;
  readonly gates?: Readonly<Partial<Record<GateKey, Opening>>>;
  readonly gain?: GainDoc;
  readonly sprint?: number;
  readonly lot?: number;
  readonly decision?: Decision;
  readonly owner?: string;
  readonly due?: string;
  readonly note?: string;
}

export type Pairs = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface VoteDoc {
  readonly voter: string;
  readonly department: string;
  readonly scenario: string;
  readonly criterion: string;
  readonly level: number;
  readonly at?: string;
}

export interface MatrixDoc {
  readonly format: 'matrix/1';
  readonly weights?: Readonly<Record<string, number>>;
  readonly criteria?: readonly unknown[];
  readonly capacity_days?: number;
  readonly cut?: number;
  readonly rows?: Readonly<Record<string, RowDoc>>;
  readonly ahp?: { readonly pairs?: Pairs };
  readonly votes?: readonly VoteDoc[];
}

/** What the server keeps. */
export interface Kept {
  readonly revision: number;
  readonly document: MatrixDoc;
  readonly table: Table;
}

/** One's own level for a cell, or nothing where it was taken back. */
export interface OwnVote {
  readonly scenario: string;
  readonly criterion: string;
  readonly level: number | null;
}
