import { type Blank, blankNode, freshId } from './blank';
import type { Change } from './conflicts';
import type { Edge, Node, Path, Position, Scenario } from './document';
import { cardHeight } from './geometry';
import { edgeKey, Graph, NEXT, wayOf, waysOut } from './graph';
import { joinBetween, leaveGroups } from './groups';
import { setIn } from './immutable';
import { freePlace, makeRoom, type Places, placeBelow, withPlaced, withPlaces } from './places';

/**
 * Commands: pure functions from scenario to scenario, each one step to undo.
 *
 * Those that place cards take `places`, where every card stands now, because a document without a
 * layout is drawn by computed places; from the first card that is placed by hand, all are written down.
 */
export { type Blank, blankNode, freshId } from './blank';
export { freeOffset, type Piece, paste, pieceOf } from './piece';
export type { Places } from './places';

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
  const room = makeRoom(new Graph(scenario), places, edge, cardHeight(node));
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
  const grown = joinBetween(
    { ...scenario, nodes: [...scenario.nodes, node], edges },
    node.id,
    edge.from,
    edge.to,
  );
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

/** Moves the ends of an edge; the way out it takes now gives up the edge it had. */
export function reconnect(scenario: Scenario, edge: Edge, from: string, way: string, to: string): Scenario {
  const key = edgeKey(edge);
  const cut = { ...scenario, edges: scenario.edges.filter((one) => edgeKey(one) !== key) };
  const moved = connect(cut, from, way, to);
  return moved === cut ? scenario : moved;
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
  return leaveGroups(scenario.placed ? withPlaced(next, scenario.placed) : next, gone);
}

/** Writes down where cards were put by hand; the others stay where they are drawn now. */
export function move(scenario: Scenario, places: Places, moved: Places): Scenario {
  const next = withPlaces(scenario, { ...places, ...moved });
  return withPlaced(next, [...(scenario.placed ?? []), ...Object.keys(moved)]);
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
    if (out) room = makeRoom(new Graph(next), room, { from: into.from, to: out.to }, cardHeight(node));
    const target = out && room[out.to];
    const below = placeBelow(room, source, wayOf(into));
    const wish: Position = target && target[1] > below[1] ? [target[0], below[1]] : below;
    room = { ...room, [node.id]: freePlace(next, room, node, wish) };
  }
  return withPlaces(next, room);
}
