/**
 * Several editors at one scenario over a network that delays, loses and repeats, and an oracle that has seen
 * every hand: at the end each place says what one of its last hands wrote, and everybody reads the same.
 */

import { Unreachable } from '../../api/client';
import type { Keep, Kept } from '../../api/keep';
import type { Heard, Said } from '../../api/room';
import { addAfter, addNode, type Blank, connect, move, remove } from '../../model/commands';
import type { Node, Position, Scenario } from '../../model/document';
import type { Side } from '../../model/merge';
import { ScenarioStore } from '../../model/store';
import { Company } from '../company';
import { Room } from '../room';

export type Exchange = (said: Said) => Promise<Heard>;

/** A small generator of numbers, the same for the same seed. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

type View = Map<string, string>;
const NONE = 'none';

/** One value, but for a way out that two hands have led to two steps: both are there, to be chosen from. */
const valuesOf = (value: string | undefined): string[] => (value ?? NONE).split('+');

/** Everything that hands write, by place; steps go by the tag they were born with, ids may have to change. */
function view(scenario: Scenario): View {
  const found: View = new Map();
  const tags = new Map<string, string>();
  for (const node of scenario.nodes) {
    const { tag, ...fields } = node as Node & { tag?: string };
    if (tag === undefined) continue;
    tags.set(node.id, tag);
    found.set(`n:${tag}`, 'here');
    for (const [name, value] of Object.entries(fields)) {
      if (name.startsWith('x')) found.set(`n:${tag}:${name}`, JSON.stringify(value));
    }
  }
  for (const { from, to, path } of scenario.edges) {
    const place = `e:${tags.get(from)}:${path ?? ''}`;
    found.set(
      place,
      [...valuesOf(found.get(place)).filter((one) => one !== NONE), `${tags.get(to)}`].join('+'),
    );
  }
  for (const [name, value] of Object.entries(scenario.sheet ?? {}))
    found.set(`s:${name}`, JSON.stringify(value));
  return found;
}

/** Knows of each place the values that nobody has knowingly written over. */
class Oracle {
  private readonly alive = new Map<string, Set<string>>();
  private readonly written = new Map<string, Set<string>>();
  /** Values written twice, as an undo does: who saw the first has not therefore seen the second. */
  private readonly again = new Map<string, Set<string>>();

  /** A hand with `seen` behind it brought the document from one view to another. */
  wrote(before: View, after: View, seen: Map<string, Set<string>>): void {
    for (const place of new Set([...before.keys(), ...after.keys()])) {
      const [was, is] = [valuesOf(before.get(place)), valuesOf(after.get(place))];
      if (was.join() === is.join()) continue;
      const alive = this.alive.get(place) ?? new Set([NONE]);
      this.alive.set(place, alive);
      const written = this.written.get(place) ?? new Set([NONE]);
      const again = this.again.get(place) ?? new Set();
      for (const value of [...was, ...(seen.get(place) ?? [])]) if (!again.has(value)) alive.delete(value);
      for (const value of is) {
        alive.add(value);
        if (!was.includes(value) && (written.has(value) || seen.get(place)?.has(value))) again.add(value);
        written.add(value);
      }
      for (const value of was) written.add(value);
      this.written.set(place, written);
      this.again.set(place, again);
    }
  }

  /** Somebody stands by what they read where another has written something else. */
  kept(mine: View, theirs: View): void {
    for (const [place, value] of mine) {
      if (value === theirs.get(place)) continue;
      const alive = this.alive.get(place) ?? new Set([NONE]);
      for (const one of valuesOf(value)) alive.add(one);
      this.alive.set(place, alive);
    }
  }

  /** The places that say what no last hand wrote; what went with its step is nobody's. */
  faults(final: View): string[] {
    const gone = (tag: string | undefined): boolean => final.get(`n:${tag}`) === undefined;
    return [...this.alive].flatMap(([place, alive]) => {
      const [kind, tag, other] = place.split(':');
      if (place.startsWith('n:') && other !== undefined && gone(tag)) return [];
      // A line goes with the step it leads from, or to: everybody reads the same of it, and no more is asked.
      if (kind === 'e') return [];
      const values = valuesOf(final.get(place));
      if (values.every((value) => alive.has(value))) return [];
      return [`${place} is ${values.join('+')}, last hands wrote ${[...alive].join(' | ')}`];
    });
  }
}

const still = { after: () => () => {} };

class Draughtsman {
  readonly store: ScenarioStore;
  readonly room: Room;
  readonly seen = new Map<string, Set<string>>();
  kept: Kept | undefined;
  private readonly oracle: Oracle;

  constructor(first: Heard, client: string, exchange: Exchange, oracle: Oracle) {
    this.oracle = oracle;
    this.store = new ScenarioStore(first.state as Uint8Array);
    const keep: Keep = {
      read: () => this.kept,
      write: (kept) => {
        this.kept = kept;
        return true;
      },
      clear: () => {
        this.kept = undefined;
      },
    };
    this.room = new Room({
      store: this.store,
      company: new Company(client),
      keep,
      first,
      exchange,
      onStanding: () => {},
      onClosed: () => {
        throw new Error('the room was closed');
      },
      timer: still,
    });
    this.look();
    this.store.subscribe(() => this.look());
  }

  /** Does something by hand, and lets the oracle know. */
  hand(act: () => unknown): void {
    const before = view(this.store.snapshot());
    act();
    this.oracle.wrote(before, view(this.store.snapshot()), this.seen);
    this.look();
  }

  private look(): void {
    for (const [place, value] of view(this.store.snapshot())) {
      this.seen.set(place, new Set([...(this.seen.get(place) ?? []), ...valuesOf(value)]));
    }
  }
}

const BLANKS: readonly Blank[] = [
  { kind: 'message', channel: 'email' },
  { kind: 'wait' },
  { kind: 'split', path: 'oui' },
  { kind: 'exit' },
];

export class Workshop {
  readonly people: Draughtsman[] = [];
  readonly oracle = new Oracle();
  clashes = 0;
  private readonly random: () => number;
  private readonly patience: number;
  private readonly pending: Promise<unknown>[] = [];
  private readonly gates: (() => void)[] = [];
  private born = 0;

  /** Whether hands also take back what they did; whose value then comes back is not for the oracle to say. */
  readonly takesBack: boolean;

  /** `patience` is how long a step waits for the network, in milliseconds. */
  constructor(seed: number, patience = 0) {
    this.random = dice(seed);
    this.takesBack = seed % 4 === 3;
    this.patience = patience;
  }

  async enter(exchange: Exchange, count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      const client = `draughtsman-${number}`;
      const said = { client, epoch: null, since: 0, revision: null, version: null, presence: null };
      const first = await exchange(said);
      this.people.push(new Draughtsman(first, client, this.network(exchange), this.oracle));
    }
  }

  /** One hand or one exchange of somebody, by chance. */
  async step(): Promise<void> {
    const person = this.pick(this.people);
    const chance = this.random();
    if (chance < 0.55) this.draw(person);
    else if (chance < 0.62)
      person.hand(() => (this.random() < 0.7 ? person.store.undo() : person.store.redo()));
    else if (chance < 0.85) this.pending.push(this.exchange(person));
    else if (this.gates.length > 0) this.gates.splice(this.below(this.gates.length), 1)[0]?.();
    const passed = new Promise((go) => setTimeout(go, this.patience));
    await (this.patience === 0 ? Promise.resolve() : Promise.race([passed, Promise.all(this.pending)]));
  }

  /** Everything arrives, and everybody has heard everybody. */
  async end(): Promise<void> {
    this.calm = true;
    for (const open of this.gates.splice(0)) open();
    await Promise.all(this.pending);
    for (let round = 0; round < 3; round += 1) {
      for (const person of this.people) {
        await this.exchange(person);
        await this.exchange(person);
        this.decide(person);
        await Promise.all(this.pending);
        if (!(await person.room.flush()) && !person.room.clash)
          throw new Error(`not saved: ${JSON.stringify(person.room.status)}`);
      }
    }
  }

  private calm = false;

  private network(exchange: Exchange): Exchange {
    return async (said) => {
      if (this.calm) return exchange(said);
      const chance = this.random();
      if (chance < 0.12) throw new Unreachable('lost on the way');
      if (chance < 0.3) await this.gate();
      const heard = await exchange(said);
      if (chance > 0.9) throw new Unreachable('answer lost');
      if (chance > 0.8) await exchange(said);
      if (chance > 0.7) await this.gate();
      return heard;
    };
  }

  private gate(): Promise<void> {
    return this.calm ? Promise.resolve() : new Promise((open) => this.gates.push(open));
  }

  private async exchange(person: Draughtsman): Promise<void> {
    await person.room.ask();
    this.decide(person);
  }

  private decide(person: Draughtsman): void {
    const { clash } = person.room;
    if (!clash) return;
    this.clashes += 1;
    this.oracle.kept(view(person.store.snapshot()), view(clash.theirs));
    const choices = new Map<string, Side>(
      clash.overlaps.map(({ key }) => [key, this.random() < 0.5 ? 'mine' : 'theirs']),
    );
    person.hand(() => {
      this.pending.push(person.room.resolve(choices).then(() => this.decide(person)));
    });
  }

  private draw(person: Draughtsman): void {
    const { store } = person;
    const scenario = store.snapshot();
    const places: Record<string, Position> = { ...scenario.layout };
    const node = this.pick(scenario.nodes);
    const chance = this.random();
    this.born += 1;
    const tag = `t${this.born}`;
    person.hand(() => {
      if (chance < 0.2) {
        store.change((now) => {
          const blank = this.pick(BLANKS);
          const { scenario: grown, id } =
            this.random() < 0.5
              ? addAfter(now, blank, places, node.id, 'next')
              : addNode(now, blank, places, [this.below(900), this.below(900)]);
          const nodes = grown.nodes.map((one) =>
            one.id === id ? ({ ...one, tag } as unknown as Node) : one,
          );
          return { ...grown, nodes };
        });
      } else if (chance < 0.27) {
        if (scenario.nodes.length > 3) store.change((now) => remove(now, [node.id]));
      } else if (chance < 0.4) {
        store.change((now) => connect(now, node.id, 'next', this.pick(now.nodes).id));
      } else if (chance < 0.5) {
        store.change((now) => move(now, { [node.id]: [this.below(900), this.below(900)] }, places));
      } else if (chance < 0.75) {
        const name = `x${this.below(3)}`;
        store.change((now) => ({
          ...now,
          nodes: now.nodes.map((one) =>
            one.id === node.id ? ({ ...one, [name]: tag } as unknown as Node) : one,
          ),
        }));
      } else if (chance < 0.82) {
        store.change((now) => ({ ...now, nodes: [...now.nodes].sort(() => this.random() - 0.5) }));
      } else {
        const name = this.pick(['description', 'origin', 'arbitration']);
        store.change((now) => ({ ...now, sheet: { ...now.sheet, [name]: tag } }));
      }
    });
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** What is wrong at the end: documents that differ, and places that say what no last hand wrote. */
export function verdict(workshop: Workshop, draft: Scenario): string[] {
  const faults = workshop.people.flatMap((person, number) =>
    alike(person.store.snapshot(), draft) ? [] : [`editor ${number} does not read the draft`],
  );
  const ids = draft.nodes.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) faults.push(`an id is there twice: ${ids.join(' ')}`);
  return workshop.takesBack ? faults : [...faults, ...workshop.oracle.faults(view(draft))];
}

function alike(a: unknown, b: unknown): boolean {
  return sorted(a) === sorted(b);
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
