import * as Y from 'yjs';
import { browserTimer, type SaveStatus, type Timer } from '../api/autosave';
import { ApiError, Unreachable } from '../api/client';
import type { Keep } from '../api/keep';
import type { Heard, Said, Standing } from '../api/room';
import type { Saver } from '../api/saver';
import type { Scenario } from '../model/document';
import { equal } from '../model/immutable';
import { merge, type Overlap, type Side, withIds, withWords } from '../model/merge';
import { type ScenarioStore, Shared } from '../model/store';
import type { Company } from './company';

/** Pauses between two exchanges, milliseconds: with others here, alone, and out of sight. */
export const WITH_OTHERS = 380;
export const ALONE = 3_000;
export const HIDDEN = 15_000;
/** Alone, edits are sent after a pause in them, and at the latest after a while. */
const SEND_AFTER = 900;
const SEND_WITHIN = 2_000;
/** Pause before the copy on this computer is written. */
const KEEP_AFTER = 250;
/** Pauses between attempts while the server is away. */
const RETRY_AFTER = [1_000, 2_000, 4_000, 8_000, 15_000];
/** Refusals in a row after which the draft is saved without the room. */
const GIVE_UP_AFTER = 4;

/** Two versions of the draft that say different things in the same places. */
export interface Clash {
  base: Scenario | undefined;
  theirs: Scenario;
  overlaps: readonly Overlap[];
}

interface Unsent {
  update: Uint8Array;
  /** Makes sound what was stored, and waits for a change of the reader's. */
  quiet: boolean;
}

export interface RoomOptions {
  store: ScenarioStore;
  company: Company;
  keep: Keep;
  /** What was heard on coming in; its state is what the store was opened with. */
  first: Heard;
  exchange(said: Said): Promise<Heard>;
  /** What runs has changed, or what is drawn differs from it now. */
  onStanding(standing: Standing): void;
  /** The room cannot be used any more; the draft is to be saved without it. */
  onClosed(base: Scenario, revision: string): void;
  hidden?: () => boolean;
  timer?: Timer;
}

/**
 * Draws with others, and saves: gives what was changed here and takes what others have changed.
 *
 * `mirror` is the shared document as the server is known to have it. While the server is away, edits stay
 * here; when it is back, what others changed in the same places meanwhile is a clash that the reader decides,
 * and nothing is sent before.
 */
export class Room implements Saver {
  status: SaveStatus = { kind: 'saved' };
  clash: Clash | undefined;
  private readonly options: RoomOptions;
  private readonly listeners = new Set<() => void>();
  private mirror: Shared;
  private epoch: number;
  private seq: number;
  private draft: number;
  private version: number | null = null;
  private unsent: Unsent[] = [];
  private running: Promise<void> | undefined;
  private sending = false;
  private automatic = true;
  private closed = false;
  /** The server was away since the last exchange. */
  private away = false;
  /** Something unsent was drawn without hearing the others: while the server was away, or saved by hand. */
  private apart = false;
  /** The last update was refused, and would be again. */
  private stuck = false;
  private failures = 0;
  /** The copy on this computer could not be written. */
  private lost = false;
  private readonly timer: Timer;
  private cancelTurn: (() => void) | undefined;
  private due = 0;
  private firstUnsent = 0;
  private cancelKeep: (() => void) | undefined;

  constructor(options: RoomOptions) {
    const { store, first } = options;
    this.options = options;
    this.timer = options.timer ?? browserTimer;
    this.epoch = first.epoch;
    this.seq = first.seq;
    this.draft = first.revision;
    this.version = first.standing?.version ?? null;
    this.mirror = new Shared(first.state);
    this.meetPeople(first, Date.now());
    store.names.mark = options.company.mark;
    this.unsent = store.opening.map((update) => ({ update, quiet: true }));
    store.onUpdate = (update) => this.drawn(update);
    this.arm(this.company ? WITH_OTHERS : ALONE);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get unsaved(): boolean {
    return this.sending || this.unsent.some(({ quiet }) => !quiet);
  }

  get revision(): string {
    return `"${this.draft}"`;
  }

  /** What is drawn is heard of as updates of the store. */
  changed(): void {}

  setAutomatic(automatic: boolean): void {
    this.automatic = automatic;
    if (automatic && this.unsaved) this.arm(0);
  }

  async flush(): Promise<boolean> {
    this.stuck = false;
    await this.running;
    for (let round = 0; round < 4 && this.unsaved && !this.clash && !this.closed; round += 1) {
      await this.exchange(true);
      if (this.status.kind === 'offline' || this.status.kind === 'failed') break;
    }
    this.next();
    return !this.unsaved;
  }

  /** Asks at once what is new. */
  async ask(): Promise<void> {
    await this.running;
    if (!this.closed) await this.exchange(this.automatic);
    this.next();
  }

  retry(): void {
    if (this.status.kind === 'offline') this.arm(0);
  }

  keepNow(): void {
    this.cancelKeep?.();
    this.cancelKeep = undefined;
    if (!this.unsaved && !this.clash) return;
    const { store, keep } = this.options;
    const base = this.clash ? this.clash.base : this.mirror.sound();
    const at = new Date().toISOString();
    const lost = !keep.write({ document: store.snapshot(), base, etag: this.revision, at });
    if (lost === this.lost) return;
    this.lost = lost;
    const { status } = this;
    if (status.kind === 'offline' || status.kind === 'failed') this.tell({ ...status, lost });
  }

  /** Says that the page is being closed. */
  leave(): void {
    const said = { ...this.said(), leaves: true, presence: null };
    this.options.exchange(said).catch(() => undefined);
  }

  close(): void {
    this.closed = true;
    this.cancelTurn?.();
    this.cancelKeep?.();
    this.options.store.onUpdate = undefined;
  }

  // ------------------------------------------------------------ clashes

  /**
   * Takes in what this computer had kept: what it and the server changed differently is a clash.
   *
   * Returns whether anything of it was not known to the server.
   */
  recover(kept: Scenario, base: Scenario | undefined): boolean {
    // With what another closed page had kept, and was taken in before.
    const theirs = this.options.store.snapshot();
    const { document, overlaps } = merge(base, kept, theirs);
    if (!this.options.store.change(() => document) && overlaps.length === 0) return false;
    this.stop(base, theirs, overlaps);
    return true;
  }

  /** Ends a clash: each place is as chosen, or as it is here. */
  resolve(choices: ReadonlyMap<string, Side>): Promise<boolean> {
    const { clash } = this;
    if (!clash) return this.flush();
    const { store } = this.options;
    const { document } = merge(clash.base, store.snapshot(), clash.theirs, choices);
    this.clash = undefined;
    this.away = false;
    this.apart = false;
    store.change(() => document);
    this.tell(this.unsaved ? { kind: 'dirty' } : { kind: 'saved' });
    return this.flush();
  }

  private stop(base: Scenario | undefined, theirs: Scenario, overlaps: readonly Overlap[]): void {
    if (overlaps.length === 0) return;
    this.clash = { base, theirs, overlaps };
    this.keepNow();
    this.tell({ kind: 'conflict' });
  }

  // ------------------------------------------------------------ edits

  private drawn(update: Uint8Array): void {
    if (!this.unsaved) this.firstUnsent = Date.now();
    this.unsent.push({ update, quiet: false });
    this.apart ||= this.away || !this.automatic;
    this.stuck = false;
    this.cancelKeep ??= this.timer.after(KEEP_AFTER, () => this.keepNow());
    if (this.clash) return;
    if (this.status.kind === 'saved' || this.status.kind === 'failed') this.tell({ kind: 'dirty' });
    if (!this.automatic || this.status.kind === 'offline') return;
    const late = this.firstUnsent + SEND_WITHIN - Date.now();
    if (this.company) this.arm(WITH_OTHERS);
    else this.arm(Math.max(0, Math.min(SEND_AFTER, late)), true);
  }

  // ------------------------------------------------------------ exchanges

  private get company(): boolean {
    return this.options.company.others().length > 0;
  }

  /** The next exchange comes after so many milliseconds, or sooner; `later` may also put it off. */
  private arm(milliseconds: number, later = false): void {
    const due = Date.now() + milliseconds;
    if (this.closed || (this.cancelTurn && !later && this.due <= due)) return;
    this.cancelTurn?.();
    this.due = due;
    this.cancelTurn = this.timer.after(milliseconds, () => {
      this.cancelTurn = undefined;
      void this.turn();
    });
  }

  private async turn(): Promise<void> {
    if (!this.running && !this.closed && !this.clash) await this.exchange(this.automatic && !this.stuck);
    this.next();
  }

  private next(): void {
    if (this.failures > 0) {
      this.arm(RETRY_AFTER[Math.min(this.failures, RETRY_AFTER.length) - 1] as number, true);
      return;
    }
    const hidden = this.options.hidden?.() ?? false;
    if (this.unsaved && this.automatic && !this.stuck && !this.clash)
      this.arm(this.company ? WITH_OTHERS : SEND_AFTER);
    else this.arm(hidden ? HIDDEN : this.company ? WITH_OTHERS : ALONE);
  }

  private exchange(send: boolean): Promise<void> {
    this.running ??= this.attempt(send).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private said(): Said {
    const { company } = this.options;
    return {
      client: company.client,
      epoch: this.epoch,
      since: this.seq,
      revision: this.draft,
      version: this.version,
      presence: company.presence,
    };
  }

  private async attempt(send: boolean): Promise<void> {
    // After an absence one listens before one speaks.
    const loud = send && !this.away && !this.clash && this.unsaved;
    const taken = loud ? this.unsent : [];
    const update = loud ? Y.mergeUpdates(taken.map((one) => one.update)) : undefined;
    if (loud) {
      this.unsent = [];
      this.sending = true;
      this.tell({ kind: 'saving' });
    }
    const { clock } = this.options.store;
    const asked = Date.now();
    try {
      const heard = await this.options.exchange({ ...this.said(), update });
      this.sending = false;
      if (this.closed) return;
      this.failures = 0;
      if (heard.epoch === this.epoch) this.meet(heard, update, clock);
      else {
        this.unsent = [...taken, ...this.unsent];
        this.move(heard);
      }
      this.settle(heard, asked);
    } catch (error) {
      this.sending = false;
      this.unsent = [...taken, ...this.unsent];
      this.refused(error);
    }
  }

  /** The server has taken what was sent, and says what others have changed. */
  private meet(heard: Heard, sent: Uint8Array | undefined, clock: number): void {
    const { store } = this.options;
    const news = heard.state ? [heard.state] : heard.updates;
    // Also of what was sent: others may have changed the same places since this page last listened.
    const asked = this.apart && (sent !== undefined || this.unsaved) && news.length > 0;
    const base = asked ? this.mirror.sound() : undefined;
    const mine = store.snapshot();
    const were = store.ids();
    for (const update of news) this.mirror.apply(update);
    store.merge(news);
    // Steps that were given one id by both have two by now.
    const are = store.ids();
    const theirs = asked
      ? withIds(this.mirror.sound(), renamed(this.mirror.registers.ids(), are))
      : undefined;
    if (sent) this.mirror.apply(sent);
    // A server that went back to an older state is told again what it lacks.
    if (sent && heard.vector && !store.knownBy(heard.vector, clock)) {
      this.unsent.unshift({ update: store.since(heard.vector), quiet: false });
    }
    if (!theirs) return;
    const known = new Set(theirs.nodes.map(({ id }) => id));
    const left = (id: string) => (known.has(id) ? undefined : this.mirror.registers.left(id));
    const own = withWords(base, withIds(mine, renamed(were, are)), left);
    const { document, overlaps } = merge(base, own, theirs);
    if (overlaps.length === 0) return;
    store.change(() => document);
    this.stop(base, theirs, overlaps);
  }

  /** Goes on with the document of another epoch, with what was drawn here and not sent. */
  private move(heard: Heard): void {
    if (!heard.state) return;
    const { store } = this.options;
    const base = this.mirror.sound();
    const mine = store.snapshot();
    this.mirror = new Shared(heard.state);
    const theirs = this.mirror.sound();
    const { document, overlaps } = merge(base, mine, theirs);
    this.unsent = [];
    store.replace(heard.state);
    if (!equal(store.snapshot(), document)) store.change(() => document);
    this.stop(base, theirs, overlaps);
  }

  private settle(heard: Heard, asked: number): void {
    this.epoch = heard.epoch;
    this.seq = heard.seq;
    this.draft = heard.revision;
    this.away = false;
    this.apart &&= this.unsaved;
    this.meetPeople(heard, asked);
    if (heard.standing) {
      this.version = heard.standing.version;
      this.options.onStanding(heard.standing);
    }
    if (this.clash) return;
    if (this.unsaved) {
      if (!this.stuck) this.tell({ kind: 'dirty' });
      return;
    }
    this.options.keep.clear();
    const { status } = this;
    if (status.kind === 'saving' || status.kind === 'dirty') this.tell({ kind: 'saved', at: new Date() });
    else if (status.kind !== 'saved') this.tell({ kind: 'saved' });
  }

  private meetPeople({ people }: Heard, asked: number): void {
    const { company, store } = this.options;
    company.heard(people, asked);
    // Whoever leaves may still come back with what they drew meanwhile.
    store.crowded ||= this.company;
  }

  private refused(error: unknown): void {
    this.keepNow();
    if (error instanceof Unreachable) {
      this.failures += 1;
      this.away = true;
      this.apart ||= this.unsaved;
      if (!this.clash) this.tell(this.lost ? { kind: 'offline', lost: true } : { kind: 'offline' });
      return;
    }
    const status = error instanceof ApiError ? error.status : 500;
    if (status >= 500 || status === 429) this.failures += 1;
    else this.stuck = true;
    // Rooms are off here, or the scenario was archived: saving it says which.
    const shut = status === 404 || status === 409;
    if (shut || this.failures >= GIVE_UP_AFTER) {
      this.close();
      this.options.onClosed(this.mirror.sound(), this.revision);
      return;
    }
    if (this.clash || !this.unsaved) return;
    const message = error instanceof Error ? error.message : String(error);
    this.tell(this.lost ? { kind: 'failed', message, lost: true } : { kind: 'failed', message });
  }

  private tell(status: SaveStatus): void {
    this.status = status;
    for (const listener of this.listeners) listener();
  }
}

/** The steps that have other ids now. */
function renamed(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, id] of before) {
    const now = after.get(name);
    if (now !== undefined && now !== id) found.set(id, now);
  }
  return found;
}
