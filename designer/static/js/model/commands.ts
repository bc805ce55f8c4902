import type { Change } from './conflicts';
import type { Channel, Edge, Node, NodeKind, Path, Position, Scenario } from './document';
import { CARD, cardHeight, GAP, portAt, snap } from './geometry';
import { edgeKey, Graph, NEXT, wayOf, waysOut } from './graph';
import { setIn } from './immutable';

/**
 * Commands: pure functions from scenario to scenario, each one step to undo.
 *
 * Those that place cards take `places`, where every card stands now, because a document without a
 * layout is drawn by computed places; from the first card that is placed by hand, all are written down.
 */
export type Places = Readonly<Record<string, Position>>;

/** What the palette makes: a kind, and a channel where the kind is a message. */
export interface Blank {
  kind: NodeKind;
  channel?: Channel;
  /** Name of the first way out of a split, in the reader's language. */
  path?: string;
}

const PREFIX: Record<NodeKind, string> = {
  trigger: 'start',
  message: 'm',
  wait: 'w',
  wait_event: 'e',
  split: 's',
  experiment: 'ab',
  task: 'task',
  update: 'u',
  exit: 'end',
};

/** A short id that no node has: `m3`, `w1`. */
export function freshId(scenario: Scenario, kind: NodeKind): string {
  const taken = new Set(scenario.nodes.map((node) => node.id));
  const prefix = PREFIX[kind];
  if ((kind === 'trigger' || kind === 'exit') && !taken.has(prefix)) return prefix;
  for (let number = 1; ; number += 1) {
    const id = `${prefix}${number}`;
    if (!taken.has(id)) return id;
  }
}

/** A new node with the values most scenarios start from. */
export function blankNode(id: string, blank: Blank): Node {
  switch (blank.kind) {
    case 'message':
      return { id, kind: 'message', channel: blank.channel ?? 'email' };
    case 'wait':
      return { id, kind: 'wait', for: 'P2D' };
    case 'wait_event':
      return { id, kind: 'wait_event', timeout: 'P2D' };
    case 'split':
      return { id, kind: 'split', paths: [{ path: blank.path ?? 'a' }] };
    case 'experiment':
      return {
        id,
        kind: 'experiment',
        paths: [
          { path: 'a', share: 50 },
          { path: 'b', share: 50 },
        ],
      };
    case 'task':
      return { id, kind: 'task', queue: 'call-centre', sla: 'P2D' };
    case 'update':
      return { id, kind: 'update', set: {} };
    default:
      return { id, kind: blank.kind };
  }
}

function edgeBy(from: Node, way: string, to: string): Edge {
  return way === NEXT && waysOut(from).length === 1
    ? { from: from.id, to }
    : { from: from.id, path: way, to };
}

/** The edges of each node in the order of its ways out: files and numbers read alike everywhere. */
function inOrder(scenario: Scenario): Scenario {
  const nodes = new Map(scenario.nodes.map((node) => [node.id, node]));
  const rank = (edge: Edge): number => {
    const node = nodes.get(edge.from);
    return node ? waysOut(node).indexOf(wayOf(edge)) : 0;
  };
  const queues = new Map<string, Edge[]>();
  for (const edge of scenario.edges) queues.set(edge.from, [...(queues.get(edge.from) ?? []), edge]);
  for (const queue of queues.values()) queue.sort((a, b) => rank(a) - rank(b));
  return { ...scenario, edges: scenario.edges.map((edge) => queues.get(edge.from)?.shift() ?? edge) };
}

function overlaps(a: Position, aHeight: number, b: Position, bHeight: number): boolean {
  const margin = GAP.across / 2;
  return (
    a[0] < b[0] + CARD.width + margin &&
    b[0] < a[0] + CARD.width + margin &&
    a[1] < b[1] + bHeight + margin &&
    b[1] < a[1] + aHeight + margin
  );
}

/** The nearest free place to the right of a wished one. */
function freePlace(scenario: Scenario, places: Places, node: Node, wish: Position): Position {
  const place: Position = [snap(wish[0]), snap(wish[1])];
  const others = scenario.nodes.filter((other) => other.id !== node.id);
  for (let tries = 0; tries < 200; tries += 1) {
    const hit = others.find((other) => {
      const at = places[other.id];
      return at !== undefined && overlaps(place, cardHeight(node), at, cardHeight(other));
    });
    const at = hit && places[hit.id];
    if (!at) return place;
    place[0] = snap(at[0] + CARD.width + GAP.across);
  }
  return place;
}

/** Where a card that follows a way out belongs: under its port. */
function placeBelow(places: Places, from: Node, way: string): Position {
  const [x, y] = places[from.id] ?? [0, 0];
  const ways = waysOut(from);
  const index = Math.max(0, ways.indexOf(way));
  const shift =
    ways.length > 1 ? (portAt(index, ways.length) - 0.5) * ways.length * (CARD.width + GAP.across) : 0;
  return [x + shift, y + cardHeight(from) + GAP.down];
}

function withPlaces(scenario: Scenario, places: Places): Scenario {
  const layout: Record<string, Position> = {};
  for (const node of scenario.nodes) {
    const place = places[node.id];
    if (place) layout[node.id] = [snap(place[0]), snap(place[1])];
  }
  return { ...scenario, layout };
}

/** Moves down what hangs below an edge, so that a card fits between. */
function makeRoom(scenario: Scenario, places: Places, edge: Edge, height: number): Places {
  const graph = new Graph(scenario);
  const from = graph.nodes.get(edge.from);
  const start = places[edge.from];
  const end = places[edge.to];
  if (!from || !start || !end) return places;
  const needed = start[1] + cardHeight(from) + GAP.down + height + GAP.down;
  const lift = needed - end[1];
  // A link back up is left alone: what it leads to stands above.
  if (lift <= 0 || end[1] <= start[1]) return places;
  const moved: Record<string, Position> = { ...places };
  for (const id of graph.reachable(edge.to)) {
    const place = places[id];
    if (place && id !== edge.from && place[1] >= end[1]) moved[id] = [place[0], place[1] + lift];
  }
  return moved;
}

export interface Added {
  scenario: Scenario;
  id: string;
}

/** Adds a node at a place, unconnected. */
export function addNode(scenario: Scenario, blank: Blank, places: Places, at: Position): Added {
  const node = blankNode(freshId(scenario, blank.kind), blank);
  const place = freePlace(scenario, places, node, at);
  const grown = { ...scenario, nodes: [...scenario.nodes, node] };
  return { scenario: withPlaces(grown, { ...places, [node.id]: place }), id: node.id };
}

/** Adds a node that a way out leads to; where the way leads on already, the node is put between. */
export function addAfter(
  scenario: Scenario,
  blank: Blank,
  places: Places,
  from: string,
  way: string,
  at?: Position,
): Added {
  const graph = new Graph(scenario);
  const source = graph.nodes.get(from);
  if (!source) return addNode(scenario, blank, places, at ?? [0, 0]);
  const edge = graph.by(from, way);
  if (edge) return insertBetween(scenario, blank, places, edge);
  const node = blankNode(freshId(scenario, blank.kind), blank);
  const place = freePlace(scenario, places, node, at ?? placeBelow(places, source, way));
  const grown = {
    ...scenario,
    nodes: [...scenario.nodes, node],
    edges: [...scenario.edges, edgeBy(source, way, node.id)],
  };
  return { scenario: withPlaces(inOrder(grown), { ...places, [node.id]: place }), id: node.id };
}

/** Puts a node on an edge: the old target follows the new node's first way out. */
export function insertBetween(scenario: Scenario, blank: Blank, places: Places, edge: Edge): Added {
  const node = blankNode(freshId(scenario, blank.kind), blank);
  const source = scenario.nodes.find((one) => one.id === edge.from);
  const first = waysOut(node)[0];
  if (!source) return addNode(scenario, blank, places, [0, 0]);
  const room = makeRoom(scenario, places, edge, cardHeight(node));
  const target = room[edge.to];
  const below = placeBelow(room, source, wayOf(edge));
  // Above its target when the target stands straight below, so that the column stays a column.
  const wish: Position = target && target[1] > below[1] ? [target[0], below[1]] : below;
  const key = edgeKey(edge);
  const edges = scenario.edges.flatMap((one) => {
    if (edgeKey(one) !== key) return [one];
    const into = edgeBy(source, wayOf(edge), node.id);
    return first === undefined ? [into] : [into, edgeBy(node, first, edge.to)];
  });
  const grown = { ...scenario, nodes: [...scenario.nodes, node], edges };
  const place = freePlace(grown, room, node, wish);
  return { scenario: withPlaces(grown, { ...room, [node.id]: place }), id: node.id };
}

/** Why a connection is refused, or nothing where it may be drawn. */
export function refusal(
  scenario: Scenario,
  from: string,
  to: string,
): 'self' | 'trigger' | 'missing' | undefined {
  if (from === to) return 'self';
  const target = scenario.nodes.find((node) => node.id === to);
  if (!target || !scenario.nodes.some((node) => node.id === from)) return 'missing';
  return target.kind === 'trigger' ? 'trigger' : undefined;
}

/** Leads a way out to a node; a way out has one edge, so an older one is replaced. */
export function connect(scenario: Scenario, from: string, way: string, to: string): Scenario {
  const source = scenario.nodes.find((node) => node.id === from);
  if (!source || refusal(scenario, from, to) || !waysOut(source).includes(way)) return scenario;
  const edges = scenario.edges.filter((edge) => edge.from !== from || wayOf(edge) !== way);
  return inOrder({ ...scenario, edges: [...edges, edgeBy(source, way, to)] });
}

/** Takes nodes and edges away; where a node stood in a plain chain, its neighbours are joined. */
export function remove(scenario: Scenario, ids: readonly string[], edges: readonly string[] = []): Scenario {
  const gone = new Set(ids);
  const cut = new Set(edges);
  const kept = scenario.edges.filter((edge) => !cut.has(edgeKey(edge)));
  const graph = new Graph({ nodes: scenario.nodes, edges: kept });
  const beyond = (id: string): string | undefined => {
    const seen = new Set<string>();
    let at: string | undefined = id;
    while (at !== undefined && gone.has(at) && !seen.has(at)) {
      seen.add(at);
      at = graph.waysOf(at).length === 1 ? graph.out(at)[0]?.to : undefined;
    }
    return at !== undefined && gone.has(at) ? undefined : at;
  };
  const healed = kept.flatMap((edge) => {
    if (gone.has(edge.from)) return [];
    if (!gone.has(edge.to)) return [edge];
    const to = beyond(edge.to);
    return to === undefined || to === edge.from ? [] : [{ ...edge, to }];
  });
  const next: Scenario = {
    ...scenario,
    nodes: scenario.nodes.filter((node) => !gone.has(node.id)),
    edges: healed,
  };
  if (scenario.layout) {
    next.layout = Object.fromEntries(Object.entries(scenario.layout).filter(([id]) => !gone.has(id)));
  }
  return next;
}

/** Writes down where cards stand; the others stay where they are drawn now. */
export function move(scenario: Scenario, places: Places, moved: Places): Scenario {
  return withPlaces(scenario, { ...places, ...moved });
}

/** A part of a scenario on its way to the clipboard or to a copy. */
export interface Piece {
  nodes: Node[];
  edges: Edge[];
  layout: Record<string, Position>;
}

/** The chosen nodes, the edges among them and their places. The trigger is never copied: there is one. */
export function pieceOf(scenario: Scenario, ids: readonly string[], places: Places): Piece {
  const chosen = new Set(ids);
  const nodes = scenario.nodes.filter((node) => chosen.has(node.id) && node.kind !== 'trigger');
  const inside = new Set(nodes.map((node) => node.id));
  return {
    nodes,
    edges: scenario.edges.filter((edge) => inside.has(edge.from) && inside.has(edge.to)),
    layout: Object.fromEntries(nodes.map((node) => [node.id, places[node.id] ?? [0, 0]])),
  };
}

/** How far to the right a piece must move so that none of its cards covers another. */
export function freeOffset(scenario: Scenario, piece: Piece, places: Places): Position {
  const step = CARD.width + GAP.across;
  const free = (shift: number): boolean =>
    piece.nodes.every((node) => {
      const [x, y] = piece.layout[node.id] ?? [0, 0];
      return scenario.nodes.every((other) => {
        const at = places[other.id];
        return !at || !overlaps([x + shift, y], cardHeight(node), at, cardHeight(other));
      });
    });
  let shift = 0;
  while (!free(shift)) shift += step;
  return [shift, 0];
}

/** Puts a piece in under new ids, moved by an offset; answers with the new ids. */
export function paste(
  scenario: Scenario,
  piece: Piece,
  places: Places,
  offset: Position,
): { scenario: Scenario; ids: string[] } {
  const renamed = new Map<string, string>();
  let grown = scenario;
  const layout: Record<string, Position> = { ...places };
  for (const node of piece.nodes) {
    const id = freshId(grown, node.kind);
    renamed.set(node.id, id);
    grown = { ...grown, nodes: [...grown.nodes, { ...node, id }] };
    const [x, y] = piece.layout[node.id] ?? [0, 0];
    layout[id] = [x + offset[0], y + offset[1]];
  }
  const edges = piece.edges.flatMap((edge) => {
    const from = renamed.get(edge.from);
    const to = renamed.get(edge.to);
    return from !== undefined && to !== undefined ? [{ ...edge, from, to }] : [];
  });
  return {
    scenario: withPlaces({ ...grown, edges: [...grown.edges, ...edges] }, layout),
    ids: [...renamed.values()],
  };
}

/** Edges follow the ways out of a node whose ways were renamed, and go with those taken away. */
function followWays(before: Scenario, after: Scenario): Scenario {
  if (before.nodes === after.nodes) return after;
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  let edges = after.edges;
  for (const node of after.nodes) {
    const former = old.get(node.id);
    if (!former || former === node) continue;
    const was = waysOut(former);
    const now = waysOut(node);
    const lost = was.filter((way) => !now.includes(way));
    const fresh = now.filter((way) => !was.includes(way));
    const rename = was.length === now.length && lost.length === 1 && fresh.length === 1;
    if (lost.length === 0) continue;
    edges = edges.flatMap((edge) => {
      if (edge.from !== node.id || !lost.includes(wayOf(edge))) return [edge];
      return rename ? [edgeBy(node, fresh[0] as string, edge.to)] : [];
    });
  }
  return edges === after.edges ? after : { ...after, edges };
}

/** Sets one field of the document; `undefined` removes it. Edges follow renamed ways out. */
export function setField(scenario: Scenario, path: Path, value: unknown): Scenario {
  return followWays(scenario, setIn(scenario, path, value));
}

/**
 * Applies the changes of a remedy to the document they were made for: one step, whatever they touch.
 *
 * Steps that the remedy adds get a place between those they stand between, and what follows makes room.
 */
export function amend(scenario: Scenario, changes: readonly Change[], places: Places): Scenario {
  const known = new Map(scenario.nodes.map((node) => [node.id, node]));
  const next = changes.reduce(
    (now, change) => setIn(now, change.path, change.remove ? undefined : change.value),
    scenario,
  );
  const added = next.nodes.filter((node) => !known.has(node.id));
  if (added.length === 0) return next;
  let room = places;
  for (const node of added) {
    const into = next.edges.find((edge) => edge.to === node.id && known.has(edge.from));
    const out = next.edges.find((edge) => edge.from === node.id && known.has(edge.to));
    const source = into && known.get(into.from);
    if (!into || !source) {
      room = { ...room, [node.id]: freePlace(next, room, node, room[out?.to ?? ''] ?? [0, 0]) };
      continue;
    }
    if (out) room = makeRoom(scenario, room, { ...into, to: out.to }, cardHeight(node));
    const target = out && room[out.to];
    const below = placeBelow(room, source, wayOf(into));
    const wish: Position = target && target[1] > below[1] ? [target[0], below[1]] : below;
    room = { ...room, [node.id]: freePlace(next, room, node, wish) };
  }
  return withPlaces(next, room);
}
