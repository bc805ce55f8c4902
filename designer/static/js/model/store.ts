import * as Y from 'yjs';
import type { Scenario } from './document';
import { withoutDoubles } from './doubles';
import { History } from './history';
import { equal } from './immutable';
import { normalize } from './normalize';
import { Registers } from './registers';
import { type Naming, naming } from './retired';

type Plain = Record<string, unknown>;

/** Origin of what the user does; only this is undone. */
const LOCAL = Symbol('local');
/** Origin of what the user takes back, or makes again. */
const TURNING = Symbol('turning');
/** Origin of what makes the document sound again; everybody else's editor writes the same. */
const MENDING = Symbol('mending');
/** Origin of what came from elsewhere. */
const ELSEWHERE = Symbol('elsewhere');

/** The name of the shared map of registers. */
export const ROOT = 'scenario';

/** A shared document read as a scenario: the registers of one Y.Doc. */
export class Shared {
  readonly doc = new Y.Doc();
  readonly map = this.doc.getMap<unknown>(ROOT);
  readonly registers: Registers;
  private last: { read: Plain; sound: Scenario } | undefined;
  private bare: { read: Scenario; drawn: Scenario } | undefined;

  constructor(state?: Uint8Array) {
    if (state) Y.applyUpdate(this.doc, state, ELSEWHERE);
    this.registers = new Registers(this.map, this.doc.clientID.toString(36));
  }

  /** What another one says, or this one again: what is known already changes nothing. */
  apply(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, ELSEWHERE);
  }

  write(after: Plain, origin: unknown): void {
    this.doc.transact(() => this.registers.write(after), origin);
  }

  /** The document as it can be drawn: no two steps of one id, every part of its kind. */
  sound(): Scenario {
    const read = this.registers.read();
    if (this.last?.read !== read) this.last = { read, sound: this.mended(read as unknown as Scenario) };
    return this.last.sound;
  }

  /** The document as it is written, with the two lists that everything is drawn from. */
  drawn(): Scenario {
    const read = this.registers.read() as unknown as Scenario;
    if (Array.isArray(read.nodes) && Array.isArray(read.edges)) return read;
    if (this.bare?.read !== read) this.bare = { read, drawn: normalize(read) };
    return this.bare.drawn;
  }

  private mended(read: Scenario): Scenario {
    if (!Array.isArray(read.nodes) || !Array.isArray(read.edges)) return normalize(read);
    const { registers } = this;
    const writers = {
      nodes: registers.writers('nodes', 'id'),
      from: registers.writers('edges', 'from'),
      to: registers.writers('edges', 'to'),
    };
    return normalize(withoutDoubles(read, writers));
  }
}

/**
 * The truth of the editing session: the scenario in a shared document, with undo.
 *
 * A command is a pure function from scenario to scenario; the store writes the difference in one
 * transaction, which is one step to undo. Snapshots share whatever did not change.
 */
export class ScenarioStore {
  /** Hears of every change made here, as the update that tells it to others. */
  onUpdate: ((update: Uint8Array) => void) | undefined;
  /** Whether others may be drawing: the ids of steps that go are not given again. */
  crowded = false;
  /** What new steps may be called. */
  readonly names: Naming = { gone: new Set(), mark: () => '' };
  /** What made sound what it was opened with. */
  readonly opening: Uint8Array[] = [];
  /** The document below, in which this page is one of several. */
  shared: Shared;
  private history: History;
  private readonly listeners = new Set<() => void>();
  private current: Scenario;
  private gathering: string | undefined;

  /** From a scenario, or from the state of a document that others have open too. */
  constructor(source: Scenario | Uint8Array) {
    this.shared = new Shared(source instanceof Uint8Array ? source : undefined);
    if (!(source instanceof Uint8Array)) this.shared.write(source as unknown as Plain, ELSEWHERE);
    this.history = this.follow();
    this.current = this.shared.drawn();
    this.onUpdate = (update) => this.opening.push(update);
    this.mend();
    this.onUpdate = undefined;
  }

  /** The scenario as it stands; the same object until something changes. */
  readonly snapshot = (): Scenario => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * Runs a command as one undo step; steps with the same `gather` mark close in time are one.
   *
   * Returns whether anything changed.
   */
  change(command: (scenario: Scenario) => Scenario, gather?: string): boolean {
    const before = this.current;
    const after = naming(this.names, () => command(before));
    if (after === before || equal(before, after)) return false;
    if (gather === undefined || gather !== this.gathering) this.history.close();
    this.gathering = gather;
    this.shared.write(after as unknown as Plain, LOCAL);
    return true;
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  undo(): void {
    this.gathering = undefined;
    this.history.undo((act) => this.shared.doc.transact(act, TURNING));
    this.mend();
  }

  redo(): void {
    this.gathering = undefined;
    this.history.redo((act) => this.shared.doc.transact(act, TURNING));
    this.mend();
  }

  // ------------------------------------------------------------ with others

  /** Takes in what others have drawn; own steps can still be taken back, theirs cannot. */
  merge(updates: readonly Uint8Array[]): void {
    if (updates.length === 0) return;
    this.gathering = undefined;
    this.history.close();
    this.shared.doc.transact(() => {
      for (const update of updates) this.shared.apply(update);
    }, ELSEWHERE);
    this.mend();
  }

  /** Goes on with another shared document, whose history is not this one's: nothing before can be undone. */
  replace(state: Uint8Array): void {
    this.shared.doc.destroy();
    this.shared = new Shared(state);
    this.history = this.follow();
    this.refresh();
    this.mend();
  }

  /** The ids of the steps by names that stay with them. */
  ids(): Map<string, string> {
    return this.shared.registers.ids();
  }

  /** All that somebody who knows `vector` lacks. */
  since(vector: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.shared.doc, vector);
  }

  /** How much was made here. */
  get clock(): number {
    const { doc } = this.shared;
    return Y.getState(doc.store, doc.clientID);
  }

  /** Whether somebody who knows `vector` has what was made here up to `clock`. */
  knownBy(vector: Uint8Array, clock: number): boolean {
    return (Y.decodeStateVector(vector).get(this.shared.doc.clientID) ?? 0) >= clock;
  }

  private follow(): History {
    const { doc, map } = this.shared;
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== ELSEWHERE) this.onUpdate?.(update);
    });
    doc.on('afterTransaction', () => this.refresh());
    return new History(map, { step: LOCAL, mending: MENDING });
  }

  private mend(): void {
    const sound = this.shared.sound();
    if (!equal(this.shared.registers.read(), sound)) this.shared.write(sound as unknown as Plain, MENDING);
  }

  private refresh(): void {
    const next = this.shared.drawn();
    if (next === this.current) return;
    if (this.crowded && next.nodes !== this.current.nodes) {
      const alive = new Set(next.nodes.map(({ id }) => id));
      for (const { id } of this.current.nodes) if (!alive.has(id)) this.names.gone.add(id);
    }
    this.current = next;
    for (const listener of this.listeners) listener();
  }
}
