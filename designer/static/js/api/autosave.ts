import { ApiError, type Saved, Unreachable } from './client';
import type { Keep } from './keep';
import type { Saver } from './saver';

/** What the save label says; it is derived from what the server answered, never guessed. */
export type SaveStatus =
  | { kind: 'saved'; at?: Date }
  | { kind: 'dirty' }
  | { kind: 'saving' }
  /** `lost`: not even this computer could keep it, its storage is full or forbidden. */
  | { kind: 'offline'; lost?: boolean }
  | { kind: 'failed'; message: string; lost?: boolean }
  | { kind: 'conflict' };

export interface Timer {
  after(milliseconds: number, run: () => void): () => void;
}

export const browserTimer: Timer = {
  after(milliseconds, run) {
    const id = setTimeout(run, milliseconds);
    return () => clearTimeout(id);
  },
};

export interface AutosaveOptions {
  etag: string;
  save(document: unknown, etag: string): Promise<Saved>;
  keep: Keep;
  onSaved(saved: Saved): void;
  timer?: Timer;
  now?: () => Date;
}

/** Pause in the edits before they are sent, milliseconds. */
export const SAVE_AFTER = 900;
/** Pause before the copy on this computer is written, milliseconds. */
const KEEP_AFTER = 250;
/** Pauses between attempts while the server is away, milliseconds. */
const RETRY_AFTER = [2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * Saves the latest document, one request at a time, and always knows whether the server has it.
 *
 * Until it does, a copy stays on this computer. A refused revision stops the saving until the reader
 * has chosen; nothing is ever overwritten unasked.
 */
export class Autosave implements Saver {
  status: SaveStatus = { kind: 'saved' };
  private etag: string;
  private latest: unknown;
  /** What the server holds, by identity. */
  private stored: unknown;
  /** What a conflict began from, until it is decided. */
  private origin: { document: unknown } | undefined;
  private running: Promise<void> | undefined;
  private cancelSave: (() => void) | undefined;
  private cancelKeep: (() => void) | undefined;
  private attempts = 0;
  /** The copy on this computer could not be written. */
  private lost = false;
  private automatic = true;
  private readonly options: AutosaveOptions;
  private readonly timer: Timer;
  private readonly listeners = new Set<() => void>();

  constructor(document: unknown, options: AutosaveOptions) {
    this.latest = document;
    this.stored = document;
    this.etag = options.etag;
    this.options = options;
    this.timer = options.timer ?? browserTimer;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether leaving now would lose what the server does not have. */
  get unsaved(): boolean {
    return this.latest !== this.stored;
  }

  get revision(): string {
    return this.etag;
  }

  /** What this document and the server's were made from. */
  get base(): unknown {
    return this.origin ? this.origin.document : this.stored;
  }

  /** The document has changed. */
  changed(document: unknown): void {
    if (document === this.latest) return;
    this.latest = document;
    this.cancelKeep ??= this.timer.after(KEEP_AFTER, () => this.keepNow());
    if (this.status.kind === 'conflict') return;
    if (this.status.kind === 'saved' || this.status.kind === 'failed') this.tell({ kind: 'dirty' });
    if (this.automatic && this.status.kind !== 'offline') this.schedule(SAVE_AFTER);
  }

  setAutomatic(automatic: boolean): void {
    this.automatic = automatic;
    if (!automatic) this.unschedule();
    else if (this.unsaved && this.status.kind !== 'conflict') this.schedule(SAVE_AFTER);
  }

  /** Saves now; true once the server has everything. */
  async flush(): Promise<boolean> {
    this.unschedule();
    for (let round = 0; round < 3 && this.unsaved && this.status.kind !== 'conflict'; round += 1) {
      await this.send();
      if (this.status.kind === 'offline' || this.status.kind === 'failed') break;
    }
    return !this.unsaved;
  }

  /** The network is back: try at once. */
  retry(): void {
    if (this.status.kind === 'offline') void this.flush();
  }

  /** Writes the copy on this computer at once, for a page that is closing. */
  keepNow(): void {
    this.cancelKeep?.();
    this.cancelKeep = undefined;
    if (!this.unsaved) return;
    const at = (this.options.now?.() ?? new Date()).toISOString();
    const lost = !this.options.keep.write({ document: this.latest, base: this.base, etag: this.etag, at });
    if (lost === this.lost) return;
    this.lost = lost;
    const { status } = this;
    if (status.kind === 'offline' || status.kind === 'failed') this.tell({ ...status, lost });
  }

  /** Opens the conflict found on opening: the kept copy was made from `base`, an older revision. */
  conflict(base: unknown): void {
    this.origin = { document: base };
    this.unschedule();
    this.tell({ kind: 'conflict' });
  }

  /** Ends a conflict: what the server holds is known now, and `document` is to be saved over it. */
  async resolve(etag: string, stored: unknown, document: unknown): Promise<boolean> {
    // What was waiting or on its way belongs to the document that is given up.
    this.unschedule();
    await this.running;
    this.unschedule();
    this.etag = etag;
    this.stored = stored;
    this.origin = undefined;
    this.latest = document;
    this.tell(this.unsaved ? { kind: 'dirty' } : { kind: 'saved' });
    if (!this.unsaved) this.options.keep.clear();
    return this.flush();
  }

  private tell(status: SaveStatus): void {
    this.status = status;
    for (const listener of this.listeners) listener();
  }

  private schedule(milliseconds: number): void {
    this.unschedule();
    this.cancelSave = this.timer.after(milliseconds, () => void this.send());
  }

  private unschedule(): void {
    this.cancelSave?.();
    this.cancelSave = undefined;
  }

  private send(): Promise<void> {
    this.running ??= this.attempt().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async attempt(): Promise<void> {
    this.unschedule();
    if (!this.unsaved || this.status.kind === 'conflict') return;
    const sent = this.latest;
    this.keepNow();
    this.tell({ kind: 'saving' });
    try {
      const saved = await this.options.save(sent, this.etag);
      this.etag = saved.etag;
      this.stored = sent;
      this.attempts = 0;
      this.options.onSaved(saved);
      if (this.unsaved) {
        this.keepNow();
        this.tell({ kind: 'dirty' });
        if (this.automatic) this.schedule(SAVE_AFTER);
      } else {
        this.options.keep.clear();
        this.tell({ kind: 'saved', at: this.options.now?.() ?? new Date() });
      }
    } catch (error) {
      this.keepNow();
      this.refused(error);
    }
  }

  private refused(error: unknown): void {
    if (error instanceof ApiError && error.status === 412) {
      this.tell({ kind: 'conflict' });
      return;
    }
    const away = error instanceof Unreachable;
    const again = away || (error instanceof ApiError && (error.status >= 500 || error.status === 429));
    const message = error instanceof Error ? error.message : String(error);
    const status: SaveStatus = away ? { kind: 'offline' } : { kind: 'failed', message };
    this.tell(this.lost ? { ...status, lost: true } : status);
    if (again) {
      this.schedule(RETRY_AFTER[Math.min(this.attempts, RETRY_AFTER.length - 1)] as number);
      this.attempts += 1;
    }
  }
}
