/**
 * Several editors at one scenario over a network that delays, loses and repeats, and an oracle that has seen
 * every hand: at the end each place says what one of its last hands wrote, and everybody reads the same.
 */

import * as Y from 'yjs';
import { Unreachable } from '../../api/client';
import type { Keep, Kept } from '../../api/keep';
import type { Heard, Said } from '../../api/room';
import { addAfter, addNode, type Blank, connect, move, remove } from '../../model/commands';
import type { Node, Position, Scenario } from '../../model/document';
import type { Side } from '../../model/merge';
import { ScenarioStore, Shared } from '../../model/store';
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
/** Where a line leads whose step is gone: it leads there again when the step is brought back. */
const LOST = 'lost ';

/** The tags of steps by their ids, of those that are gone too. */
type Tags = Map<string, string>;

/** Everything that hands write, by place; steps go by the tag they were born with, ids may have to change. */
function view(scenario: Scenario, known: Tags): View {
  const found: View = new Map();
  const tags = new Map<string, string>();
  for (const node of scenario.nodes) {
    const { tag, ...fields } = node as Node & { tag?: string };
    if (tag === undefined) continue;
    tags.set(node.id, tag);
    known.set(node.id, tag);
    found.set(`n:${tag}`, 'here');
    for (const [name, value] of Object.entries(fields)) {
      if (name.startsWith('x')) found.set(`n:${tag}:${name}`, JSON.stringify(value));
    }
  }
  const lines = new Map<string, string[]>();
  for (const { from, to, path } of scenario.edges) {
    const source = tags.get(from);
    if (source === undefined) continue;
    const place = `e:${source}:${path ?? ''}`;
    lines.set(place, [...(lines.get(place) ?? []), tags.get(to) ?? LOST + (known.get(to) ?? to)]);
  }
  for (const [place, targets] of lines) found.set(place, targets.sort().join('+'));
  for (const [name, value] of Object.entries(scenario.sheet ?? {}))
    found.set(`s:${name}`, JSON.stringify(value));
  return found;
}

/** The place of the step that a place of one of its fields belongs to. */
const stepOf = (place: string): string | undefined => /^(n:[^:]+):/.exec(place)?.[1];

type Known = ReadonlyMap<number, number>;

/** What one hand wrote in one place, and what it knew of every other hand. */
interface Written {
  was: string;
  value: string;
  by: number;
  clock: number;
  knows: Known;
  how: How;
}

/** By hand; by taking back; or put there again by the room, for a reader to decide. */
type How = 'hand' | 'undo' | 'room';

const knewOf = (later: Written, earlier: Written): boolean =>
  later.by === earlier.by ? later.clock > earlier.clock : (later.knows.get(earlier.by) ?? 0) >= earlier.clock;

/** Knows every hand, and of each place those that nobody has knowingly written over. */
class Oracle {
  readonly wrong: string[] = [];
  private readonly tags: Tags = new Map();
  private readonly places = new Map<string, Written[]>();

  constructor(first?: Scenario) {
    for (const [place, value] of first ? this.view(first) : []) this.places.set(place, [origin(value)]);
  }

  view(scenario: Scenario): View {
    return view(scenario, this.tags);
  }

  wrote(before: View, after: View, by: number, clock: number, knows: Known, how: How): void {
    for (const place of new Set([...before.keys(), ...after.keys()])) {
      const was = before.get(place) ?? NONE;
      const value = after.get(place) ?? NONE;
      if (was === value) continue;
      // Who takes a step away says nothing of its fields: they come back with it.
      if (stepOf(place) && !after.has(stepOf(place) as string)) continue;
      if (how === 'undo') this.takenBack(place, [before, after], by, knows);
      const list = this.places.get(place) ?? [origin(NONE)];
      list.push({ was, value, by, clock, knows: how === 'room' ? new Map() : knows, how });
      this.places.set(place, list);
    }
    if (how === 'hand') this.without(before, after, by, clock);
  }

  /** Who brings a step back as the others have it leaves their own words of it behind. */
  private without(before: View, after: View, by: number, clock: number): void {
    for (const [place, list] of this.places) {
      const step = stepOf(place);
      if (!step || before.has(step) || !after.has(step) || after.has(place)) continue;
      list.push({ was: NONE, value: NONE, by, clock, knows: new Map(), how: 'hand' });
    }
  }

  /** Who takes back takes back their own, and what then stands there is what stood there without it. */
  private takenBack(place: string, views: readonly View[], by: number, knows: Known): void {
    const [kind, tag] = place.split(':');
    // With a step goes, and comes back, all that others have said of it, and of lines to it.
    if (kind !== 's' && views.some((one) => one.get(`n:${tag}`) === undefined)) return;
    const [was = NONE, value = NONE] = views.map((one) => one.get(place));
    if (kind === 'e' && [was, value].some((one) => valuesOf(one).some((to) => to.startsWith(LOST)))) return;
    const known = (this.places.get(place) ?? []).filter(
      (one) => one.by === by || (knows.get(one.by) ?? 0) >= one.clock,
    );
    const last = lastOf(known);
    if (!last.some((one) => one.by === by)) {
      this.wrong.push(`${place}: ${by} took back ${was}, which others wrote, to ${value}`);
      return;
    }
    const own = known.filter((one) => one.by === by);
    const allowed = new Set(
      [...own.map((one) => one.was), ...known.map((one) => one.value)].flatMap(valuesOf),
    );
    if (valuesOf(value).every((one) => allowed.has(one))) return;
    this.wrong.push(`${place}: taking back ${was} left ${value}, of ${[...allowed].join(' | ')}`);
  }

  /** The places that say what no last hand wrote; what went with its step is nobody's. */
  faults(final: View): string[] {
    const found = [...this.wrong];
    for (const [place, written] of this.places) {
      const [kind, tag, other] = place.split(':');
      const step = kind === 'n' && other === undefined;
      if (kind !== 's' && !step && final.get(`n:${tag}`) === undefined) continue;
      const last = lastOf(written);
      const values = valuesOf(final.get(place));
      const alive = new Set(last.flatMap(({ value }) => valuesOf(value)));
      // The line leads to a step that another took away meanwhile: it is there, and is said to lead nowhere.
      const astray = [...alive].some((one) => one !== NONE && final.get(`n:${one}`) === undefined);
      const fits = (value: string): boolean =>
        alive.has(value) || alive.has(LOST + value) || (value.startsWith(LOST) && astray);
      // An old line may come back beside the last one, with its step: both are there, to be chosen from.
      if (kind === 'e' ? values.some(fits) : values.every(fits)) continue;
      found.push(`${place} is ${values.join('+')}, last hands wrote ${[...alive].join(' | ')}`);
    }
    return found;
  }
}

const origin = (value: string): Written => ({
  was: NONE,
  value,
  by: 0,
  clock: 0,
  knows: new Map(),
  how: 'hand',
});

const lastOf = (written: readonly Written[]): Written[] =>
  written.filter(
    (one) => !written.some((other) => other !== one && other.how !== 'room' && later(other, one)),
  );

const later = (other: Written, one: Written): boolean => one.by === 0 || knewOf(other, one);

export const NOWHERE = { cursor: null, nodes: [] };

const still = { after: () => () => {} };

/** The shared map in which every hand leaves a mark, so that it can be told who knew of it. */
const HANDS = 'hands';

export class Draughtsman {
  readonly store: ScenarioStore;
  readonly room: Room;
  kept: Kept | undefined;
  private readonly oracle: Oracle;
  private hands = 0;
  private busy = false;

  constructor(first: Heard, client: string, exchange: Exchange, oracle = new Oracle()) {
    this.oracle = oracle;
    const store = new ScenarioStore(first.state as Uint8Array);
    this.store = store;
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
      store,
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
    const change = store.change.bind(store);
    store.change = (command, gather) => this.written('room', () => change(command, gather));
  }

  /** Does something by hand, and lets the oracle know. */
  hand<T>(act: () => T, how: How = 'hand'): T {
    return this.written(how, act);
  }

  private written<T>(how: How, act: () => T): T {
    if (this.busy) return act();
    this.busy = true;
    const { doc } = this.store.shared;
    const knows = Y.decodeStateVector(Y.encodeStateVector(doc));
    const before = this.oracle.view(this.store.shared.sound());
    const answer = act();
    this.hands += 1;
    doc.getMap(HANDS).set(String(doc.clientID), this.hands);
    const after = this.oracle.view(this.store.shared.sound());
    this.oracle.wrote(before, after, doc.clientID, this.store.clock, knows, how);
    this.busy = false;
    return answer;
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
  oracle = new Oracle();
  clashes = 0;
  private readonly random: () => number;
  private readonly patience: number;
  private readonly pending: Promise<unknown>[] = [];
  private readonly gates: (() => void)[] = [];
  private born = 0;

  /** `patience` is how long a step waits for the network, in milliseconds. */
  constructor(seed: number, patience = 0) {
    this.random = dice(seed);
    this.patience = patience;
  }

  async enter(exchange: Exchange, count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      const client = `draughtsman-${number}`;
      const said = { client, epoch: null, since: 0, revision: null, version: null, presence: NOWHERE };
      const first = await exchange(said);
      if (number === 0) this.oracle = new Oracle(new Shared(first.state).sound());
      this.people.push(new Draughtsman(first, client, this.network(exchange), this.oracle));
    }
  }

  /** One hand or one exchange of somebody, by chance. */
  async step(): Promise<void> {
    const person = this.pick(this.people);
    const chance = this.random();
    if (chance < 0.55) this.draw(person);
    else if (chance < 0.62)
      person.hand(() => (this.random() < 0.7 ? person.store.undo() : person.store.redo()), 'undo');
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
  return [...faults, ...workshop.oracle.faults(workshop.oracle.view(draft))];
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
