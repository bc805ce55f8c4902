import { type Api, ApiError } from '../api/client';
import { type Clash, changes, merge, same } from './merge';
import { overlaid } from './overlay';
import type { Kept, MatrixDoc, OwnVote, Table } from './types';

/** How long after the last touch of a slider the server is asked, in milliseconds. */
export const PAUSE_MS = 180;

/** Somebody saved meanwhile. */
export interface Conflict {
  readonly theirs: Kept;
  readonly by: string;
  /** What both changed, and differently. */
  readonly clashes: readonly Clash[];
}

export interface State {
  readonly kept: Kept;
  readonly draft: MatrixDoc;
  /** What the draft comes to. */
  readonly table: Table;
  /** Where the draft differs from what is kept. */
  readonly changed: readonly (readonly string[])[];
  readonly busy: 'preview' | 'keep' | undefined;
  readonly problem: string | undefined;
  readonly conflict: Conflict | undefined;
}

type Server = Pick<Api, 'ask'>;

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What the reader changes, what it comes to, and whether the server has it. */
export class MatrixStore {
  readonly #api: Server;
  readonly #listeners = new Set<() => void>();
  #state: State;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Answers of earlier questions are not shown over those of later ones. */
  #asked = 0;

  constructor(api: Server, kept: Kept) {
    this.#api = api;
    this.#state = settled(kept);
  }

  readonly get = (): State => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Changes the draft; what it comes to is asked for once the hand rests. */
  readonly edit = (change: (document: MatrixDoc) => MatrixDoc): void => {
    const { kept, draft, table } = this.#state;
    const next = change(draft);
    if (same(next, draft)) return;
    clearTimeout(this.#timer);
    if (same(next, kept.document)) {
      this.#asked += 1;
      this.#set({ ...settled(kept), conflict: this.#state.conflict });
      return;
    }
    this.#set({
      draft: next,
      table: overlaid(table, next),
      changed: changes(kept.document, next),
      busy: 'preview',
    });
    this.#timer = setTimeout(() => void this.#preview(), PAUSE_MS);
  };

  async #preview(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const { table } = await this.#api.ask<{ table: Table }>('POST', '/matrix/preview', {
        document: this.#state.draft,
      });
      if (asked === this.#asked) this.#set({ table, busy: undefined, problem: undefined });
    } catch (error) {
      if (asked === this.#asked) this.#set({ busy: undefined, problem: said(error) });
    }
  }

  readonly reset = (): void => {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#set(settled(this.#state.kept));
  };

  /** Saves the draft; whether the server has it. */
  readonly keep = async (): Promise<boolean> => {
    const { draft, kept } = this.#state;
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#set({ busy: 'keep', problem: undefined });
    try {
      const saved = await this.#api.ask<Kept>(
        'PUT',
        '/matrix',
        { document: draft },
        { 'If-Match': `"${kept.revision}"` },
      );
      this.#set(settled(saved));
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) await this.#met(draft);
      else this.#set({ busy: undefined, problem: said(error) });
      return false;
    }
  };

  async #met(draft: MatrixDoc): Promise<void> {
    try {
      const theirs = await this.#api.ask<Kept & { author?: string | null }>('GET', '/matrix');
      const { clashes } = merge(this.#state.kept.document, draft, theirs.document);
      this.#set({ busy: undefined, conflict: { theirs, by: theirs.author ?? '', clashes } });
    } catch (error) {
      this.#set({ busy: undefined, problem: said(error) });
    }
  }

  /** Takes what the other has saved and puts one's own changes on top; they are still to be kept. */
  readonly join = (): void => {
    const { conflict, kept, draft } = this.#state;
    if (!conflict) return;
    const { document } = merge(kept.document, draft, conflict.theirs.document);
    this.#set(settled(conflict.theirs));
    this.edit(() => document);
  };

  /** Takes what the other has saved, and lets one's own changes go. */
  readonly reload = (): void => {
    const { conflict } = this.#state;
    if (conflict) this.#set(settled(conflict.theirs));
  };

  readonly forget = (): void => this.#set({ problem: undefined });

  /** One's own sheet, in place of one's earlier one; whether the server has it. */
  readonly vote = async (department: string, votes: readonly OwnVote[]): Promise<boolean> => {
    this.#set({ busy: 'keep', problem: undefined });
    try {
      await this.#api.ask('POST', '/matrix/votes', { department, votes });
      const kept = await this.#api.ask<Kept>('GET', '/matrix');
      const { document } = merge(this.#state.kept.document, this.#state.draft, kept.document);
      this.#set(settled(kept));
      this.edit(() => document);
      return true;
    } catch (error) {
      this.#set({ busy: undefined, problem: said(error) });
      return false;
    }
  };
}

function settled(kept: Kept): State {
  return {
    kept,
    draft: kept.document,
    table: kept.table,
    changed: [],
    busy: undefined,
    problem: undefined,
    conflict: undefined,
  };
}
