import type { Group, Scenario } from './document';
import { edgeKey, type Graph, wayOf, waysOut } from './graph';

/**
 * The graph as a list that can be read aloud: steps in order, ways out below them, joins said.
 *
 * Steps that follow one another stand in one chain. Below a step with several ways out each way is a row;
 * what only that way leads to stands below it, what the contact comes to in any case goes on in the chain.
 * Every step is told once. The server's summary follows the same rules.
 */
export type Leads =
  /** The steps below the way's row. */
  | 'below'
  /** The next step of the chain that the way's own step stands in. */
  | 'on'
  /** A step that is told in another place. */
  | 'join'
  /** A step that the contact has been at before. */
  | 'back'
  /** Nothing: the way leads nowhere yet. */
  | 'open';

export interface StepRow {
  readonly row: 'step';
  readonly depth: number;
  readonly id: string;
  /** From 1, in the order of the list. */
  readonly number: number;
  /** No way leads to it from the start. */
  readonly loose: boolean;
}

export interface WayRow {
  readonly row: 'way';
  readonly depth: number;
  /** The step it leaves. */
  readonly id: string;
  readonly way: string;
  readonly leads: Leads;
  readonly to: string | undefined;
  /** Whether the step has other ways: a single one is a row only where it goes elsewhere. */
  readonly among: boolean;
}

export type Row = StepRow | WayRow;

/** A key for a row that stays the same while the document changes around it. */
export function rowKey(row: Row): string {
  return row.row === 'step' ? `step ${row.id}` : `way ${row.id} ${row.way}`;
}

/** How many times as many steps the way has that a chain goes on with. */
const LONGER = 3;

interface Chain {
  next: string | undefined;
  depth: number;
  later: bigint;
  loose: boolean;
  line: string[];
  /** The fork whose ways are being told. */
  fork: { id: string; ways: string[]; on: string | undefined; kept: bigint } | undefined;
}

/** The rows of a graph: from its start, then what no way leads to from there. */
export function outlineOf(graph: Graph): readonly Row[] {
  const ids = [...graph.nodes.keys()];
  const ways = new Map([...graph.nodes].map(([id, node]) => [id, [...new Set(waysOut(node))]]));
  const bits = new Map(ids.map((id, index) => [id, 1n << BigInt(index)]));
  const target = (id: string, way: string): string | undefined => graph.by(id, way)?.to;
  const after = (id: string): string[] => [
    ...new Set((ways.get(id) ?? []).flatMap((way) => target(id, way) ?? [])),
  ];
  const targets = new Set(ids.flatMap(after));
  const start = ids.find((id) => graph.nodes.get(id)?.kind === 'trigger');
  const roots = [
    ...(start === undefined ? [] : [start]),
    ...ids.filter((id) => !targets.has(id) && id !== start),
    ...ids,
  ];
  const { forward, order } = endsFirst(roots, after);

  // For each step the next one that all its ways come to, if there is one; and what lies beyond it.
  const meets = new Map<string, string | undefined>();
  const beyond = new Map<string, bigint>();
  const deep = new Map<string | undefined, number>([[undefined, 0]]);
  const depthOf = (id: string | undefined): number => deep.get(id) ?? 0;
  for (const id of order) {
    const nexts: (string | undefined)[] = [...(forward.get(id) ?? [])];
    beyond.set(
      id,
      nexts.reduce((all, next) => all | (beyond.get(next ?? '') ?? 0n), bits.get(id) ?? 0n),
    );
    if (nexts.length === 0 || ways.get(id)?.some((way) => target(id, way) === undefined))
      nexts.push(undefined);
    let meeting = nexts[0];
    for (let other of nexts.slice(1)) {
      while (meeting !== other) {
        if (depthOf(meeting) >= depthOf(other))
          meeting = meeting === undefined ? undefined : meets.get(meeting);
        else other = other === undefined ? undefined : meets.get(other);
      }
    }
    meets.set(id, meeting);
    deep.set(id, depthOf(meeting) + 1);
  }

  const rows: Row[] = [];
  const told = new Set<string>();
  const above = new Set<string>();
  let toldBits = 0n;
  const bitOf = (id: string): bigint => bits.get(id) ?? 0n;
  const isExit = (id: string): boolean => graph.nodes.get(id)?.kind === 'exit';
  const elsewhere = (id: string | undefined, later: bigint): Leads | undefined => {
    if (id === undefined) return 'open';
    if (above.has(id)) return 'back';
    return told.has(id) || (bitOf(id) & later) !== 0n ? 'join' : undefined;
  };

  /** The step that a chain goes on with after a fork, and the steps that are told from there on. */
  const main = (id: string, later: bigint): { on: string | undefined; kept: bigint } => {
    const meeting = meets.get(id);
    if (meeting !== undefined && !isExit(meeting) && !elsewhere(meeting, later))
      return { on: meeting, kept: beyond.get(meeting) ?? 0n };
    const fresh = after(id).filter((to) => !elsewhere(to, later) && !isExit(to));
    const known = later | toldBits;
    for (const to of fresh) {
      const own = (beyond.get(to) ?? 0n) & ~known;
      let kept = own;
      const asides = fresh
        .filter((other) => other !== to)
        .map((other) => {
          const all = (beyond.get(other) ?? 0n) & ~known;
          if ((own & bitOf(other)) === 0n) return all & ~own;
          // One that later steps come to as well is told where it is first come to.
          kept &= ~(beyond.get(other) ?? 0n);
          return all;
        });
      const size = count(own);
      // The far longer way is the scenario's own.
      if ((kept & bitOf(to)) !== 0n && asides.every((aside) => size >= LONGER * count(aside)))
        return { on: to, kept };
    }
    return { on: undefined, kept: 0n };
  };

  const tell = (root: string): void => {
    const chain = (next: string, depth: number, later: bigint, loose: boolean): Chain => ({
      next,
      depth,
      later,
      loose,
      line: [],
      fork: undefined,
    });
    const stack: Chain[] = [chain(root, 0, 0n, root !== start)];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const { depth, later, fork } = top;
      if (fork) {
        const way = fork.ways.shift();
        if (way === undefined) {
          top.fork = undefined;
          top.next = fork.on;
          continue;
        }
        const to = target(fork.id, way);
        const leads = elsewhere(to, later) ?? (to === fork.on ? 'on' : (elsewhere(to, fork.kept) ?? 'below'));
        rows.push({ row: 'way', depth: depth + 1, id: fork.id, way, leads, to, among: true });
        if (leads === 'below' && to !== undefined) stack.push(chain(to, depth + 2, later | fork.kept, false));
        continue;
      }
      const id = top.next;
      if (id === undefined) {
        for (const one of top.line) above.delete(one);
        stack.pop();
        continue;
      }
      told.add(id);
      toldBits |= bitOf(id);
      above.add(id);
      top.line.push(id);
      rows.push({ row: 'step', depth, id, number: told.size, loose: top.loose });
      top.loose = false;
      const out = ways.get(id) ?? [];
      const [only] = out;
      if (out.length === 1 && only !== undefined) {
        const to = target(id, only);
        const leads = elsewhere(to, later);
        if (leads) rows.push({ row: 'way', depth, id, way: only, leads, to, among: false });
        top.next = leads ? undefined : to;
      } else top.fork = { id, ways: [...out], ...main(id, later) };
    }
  };
  for (const root of roots) if (!told.has(root)) tell(root);
  return rows;
}

/** The groups by the step that each begins at: the first of its steps that is told. */
export function groupsBegun(
  rows: readonly Row[],
  scenario: Pick<Scenario, 'groups'>,
): ReadonlyMap<string, Group> {
  const of = new Map<string, Group>();
  for (const group of scenario.groups ?? []) for (const id of group.nodes) if (!of.has(id)) of.set(id, group);
  const begun = new Map<string, Group>();
  const told = new Set<Group>();
  for (const row of rows) {
    const group = row.row === 'step' ? of.get(row.id) : undefined;
    if (!group || told.has(group)) continue;
    told.add(group);
    begun.set(row.id, group);
  }
  return begun;
}

/** The steps, ends first, and the links but those that lead back to where one came from. */
function endsFirst(
  roots: readonly string[],
  after: (id: string) => string[],
): { forward: Map<string, string[]>; order: string[] } {
  const forward = new Map<string, string[]>();
  const order: string[] = [];
  const open = new Set<string>();
  const done = new Set<string>();
  for (const root of roots) {
    if (done.has(root)) continue;
    const stack = [{ id: root, rest: after(root) }];
    open.add(root);
    forward.set(root, []);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const to = top.rest.shift();
      if (to === undefined) {
        stack.pop();
        open.delete(top.id);
        done.add(top.id);
        order.push(top.id);
        continue;
      }
      if (open.has(to)) continue;
      forward.get(top.id)?.push(to);
      if (done.has(to)) continue;
      open.add(to);
      forward.set(to, []);
      stack.push({ id: to, rest: after(to) });
    }
  }
  return { forward, order };
}

/** How many steps a set of bits holds. */
function count(set: bigint): number {
  let found = 0;
  for (const digit of set.toString(16)) found += ONES[digit] ?? 0;
  return found;
}
const ONES: Readonly<Record<string, number>> = Object.fromEntries(
  [...'0123456789abcdef'].map((digit, value) => [
    digit,
    [...value.toString(2)].filter((bit) => bit === '1').length,
  ]),
);

/** Why a step cannot change places with the one before or after it. */
export type Stuck = 'end' | 'fork' | 'merge' | 'trigger';

/** The two steps of a chain that change places when one moves up or down: the earlier one first. */
function pair(scenario: Scenario, graph: Graph, id: string, by: 'up' | 'down'): [string, string] | Stuck {
  const into = (of: string) => scenario.edges.filter((edge) => edge.to === of && graph.nodes.has(edge.from));
  const first = by === 'down' ? id : into(id).length === 1 ? into(id)[0]?.from : undefined;
  if (first === undefined) return into(id).length > 1 ? 'merge' : 'end';
  const kind = graph.nodes.get(first)?.kind;
  if (kind === 'trigger') return 'trigger';
  if (graph.waysOf(first).length !== 1) return kind === 'exit' ? 'end' : 'fork';
  const second = graph.out(first)[0]?.to;
  if (second === undefined) return 'end';
  if (into(second).length > 1) return 'merge';
  if (graph.waysOf(second).length === 0) return 'end';
  if (graph.waysOf(second).length !== 1) return 'fork';
  // Of two that lead to each other neither comes first.
  return graph.out(second)[0]?.to === first ? 'merge' : [first, second];
}

/** What keeps a step from moving within its chain; nothing where it may. */
export function stuck(scenario: Scenario, graph: Graph, id: string, by: 'up' | 'down'): Stuck | undefined {
  const found = pair(scenario, graph, id, by);
  return typeof found === 'string' ? found : undefined;
}

/** A step changes places with the one before or after it in its chain, on the canvas too. */
export function moveInChain(scenario: Scenario, graph: Graph, id: string, by: 'up' | 'down'): Scenario {
  const found = pair(scenario, graph, id, by);
  if (typeof found === 'string') return scenario;
  const [first, second] = found;
  const edges = scenario.edges.map((edge) => {
    if (edge.from === first) return { ...edge, to: graph.out(second)[0]?.to ?? '' };
    if (edge.from === second) return { ...edge, to: first };
    return edge.to === first ? { ...edge, to: second } : edge;
  });
  // The later one may not lead on yet.
  const kept = edges.filter((edge) => edge.to !== '');
  if (!graph.out(second)[0]) kept.push({ from: second, to: first });
  const moved: Scenario = { ...scenario, edges: kept };
  const above = scenario.layout?.[first];
  const below = scenario.layout?.[second];
  if (above && below) moved.layout = { ...scenario.layout, [first]: below, [second]: above };
  return moved;
}

/** The link that a row stands for; nothing where the way leads nowhere. */
export function edgeOfRow(graph: Graph, row: WayRow): string | undefined {
  const edge = graph.out(row.id).find((one) => wayOf(one) === row.way);
  return edge && edgeKey(edge);
}
