import type * as Y from 'yjs';
import { equal } from './immutable';

/** Whose a value is: a step made here, or a value from elsewhere. Each has a number of its own. */
type Owner = number;

/** What one step did to one register. */
interface Entry {
  key: string;
  /** Nothing where the register was not there. */
  before: unknown;
  owned: Owner;
  after: unknown;
  owner: Owner;
  done: boolean;
}

type Step = Map<string, Entry>;

/** Edits with the same mark nearer than this are one step: typing in one field. Milliseconds. */
const GATHER_FOR = 1000;
/** Ids and ends of lines, which everybody's editor mends alike. */
const MENDED = /^(nodes\/[^/]+\/id|edges\/[^/]+\/(from|to))$/;

/**
 * The steps made here, to be taken back and made again, register by register.
 *
 * A step is taken back only where its value still stands: what others have written over it stays theirs. What
 * another wrote at the same time, and lost to a step, is what stands there once the step is taken back.
 */
export class History {
  private readonly map: Y.Map<unknown>;
  private readonly client: number;
  private readonly origins: { step: unknown; mending: unknown };
  private done: Step[] = [];
  private undone: Step[] = [];
  private readonly owners = new Map<string, Owner>();
  /** By the clock at which it was written. */
  private readonly written = new Map<number, Entry>();
  private numbers = 0;
  private open = false;
  private last = 0;
  private busy = false;

  constructor(map: Y.Map<unknown>, origins: { step: unknown; mending: unknown }) {
    this.map = map;
    this.client = (map.doc as Y.Doc).clientID;
    this.origins = origins;
    map.observe((event) => {
      if (this.busy) return;
      const { origin } = event.transaction;
      if (origin === this.origins.step) this.note(event);
      else this.others(event, origin === this.origins.mending);
    });
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** What comes next is another step. */
  close(): void {
    this.open = false;
  }

  /** Takes the last step back of which anything stands; `write` is one transaction. */
  undo(write: (act: () => void) => void): void {
    this.open = false;
    this.walk(this.done, this.undone, write, (entry) => {
      entry.done = false;
      if (this.ownerOf(entry.key) !== entry.owner) return undefined;
      this.owners.set(entry.key, entry.owned);
      return { value: entry.before };
    });
  }

  /** Makes the last step again that was taken back. */
  redo(write: (act: () => void) => void): void {
    this.open = false;
    this.walk(this.undone, this.done, write, (entry) => {
      entry.done = true;
      if (this.ownerOf(entry.key) !== entry.owned) return undefined;
      this.owners.set(entry.key, entry.owner);
      return { value: entry.after };
    });
  }

  private walk(
    from: Step[],
    to: Step[],
    write: (act: () => void) => void,
    turn: (entry: Entry) => { value: unknown } | undefined,
  ): void {
    for (let step = from.pop(); step; step = from.pop()) {
      const turned: [Entry, unknown][] = [];
      for (const entry of step.values()) {
        const back = turn(entry);
        if (back) turned.push([entry, back.value]);
      }
      if (turned.length === 0) continue;
      to.push(step);
      this.busy = true;
      try {
        write(() => {
          for (const [entry, value] of turned) this.put(entry, value);
        });
      } finally {
        this.busy = false;
      }
      return;
    }
  }

  private put(entry: Entry, value: unknown): void {
    const { key } = entry;
    if (value === undefined) this.map.delete(key);
    else this.map.set(key, value);
    this.remember(entry);
  }

  private ownerOf(key: string): Owner {
    return this.owners.get(key) ?? 0;
  }

  private fresh(): Owner {
    this.numbers += 1;
    return this.numbers;
  }

  private remember(entry: Entry): void {
    const item = this.map._map.get(entry.key);
    if (item && !item.deleted && item.id.client === this.client) this.written.set(item.id.clock, entry);
  }

  private note(event: Y.YMapEvent<unknown>): void {
    const now = Date.now();
    const { keys } = event.changes;
    if (keys.size === 0) return;
    if (!this.open || now - this.last > GATHER_FOR || this.done.length === 0) this.done.push(new Map());
    this.open = true;
    this.last = now;
    this.undone = [];
    const step = this.done.at(-1) as Step;
    for (const [key, { action, oldValue }] of keys) {
      const entry = step.get(key) ?? {
        key,
        before: action === 'add' ? undefined : oldValue,
        owned: this.ownerOf(key),
        after: undefined,
        owner: 0,
        done: true,
      };
      entry.after = this.map.get(key);
      entry.owner = this.fresh();
      step.set(key, entry);
      this.owners.set(key, entry.owner);
      this.remember(entry);
    }
  }

  private others(event: Y.YMapEvent<unknown>, mending: boolean): void {
    for (const key of event.keysChanged) {
      const item = this.map._map.get(key);
      if (!item) continue;
      if (event.adds(item) || event.deletes(item)) this.overwritten(key, event, mending);
      else this.lostTo(item, event);
    }
  }

  private overwritten(key: string, event: Y.YMapEvent<unknown>, mending: boolean): void {
    const owner = this.ownerOf(key);
    const change = event.changes.keys.get(key);
    if (MENDED.test(key) && change?.action === 'update') {
      const same = equal(change.oldValue, this.map.get(key));
      if (same) return;
      const entry = mending ? this.done.at(-1)?.get(key) : undefined;
      if (entry && entry.owner === owner) {
        entry.after = this.map.get(key);
        this.remember(entry);
        return;
      }
    }
    this.owners.set(key, this.fresh());
  }

  /** A value that others wrote without knowing those of one's own that stand over it. */
  private lostTo(current: Y.Item, event: Y.YMapEvent<unknown>): void {
    for (let item = current.left; item; item = item.left) {
      const { right } = item;
      if (!right || !event.adds(item) || right.id.client !== this.client) continue;
      const entry = this.written.get(right.id.clock);
      const value: unknown = item.content.getContent().at(-1);
      if (!entry || value === undefined) continue;
      if (!entry.done) continue;
      entry.before = value;
      entry.owned = this.fresh();
    }
  }
}
