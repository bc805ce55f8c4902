import type { Position, Scenario, Size } from './document';
import { CARD, cardHeight, GAP, GRID, snap } from './geometry';
import { Graph } from './graph';
import { moveNotes, sizeOfNote } from './notes';
import { overlaps, type Places, withPlaced, withPlaces } from './places';
import type { Box } from './things';

export const ALIGNMENTS = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const;
export type Alignment = (typeof ALIGNMENTS)[number];
/** Along which axis the gaps are made equal. */
export type Axis = 'across' | 'down';

/** Air between two boxes that an alignment would have put on each other. */
const AIR = GRID * 3;

/** Moves boxes apart along an axis, as little as needed and in their order, the first one staying. */
function apart(boxes: readonly Box[], axis: 0 | 1): Map<string, Position> {
  const found = new Map<string, Position>();
  const sorted = [...boxes].sort((a, b) => a.at[axis] - b.at[axis]);
  let edge = -Infinity;
  for (const { key, at, size } of sorted) {
    const place: Position = [at[0], at[1]];
    if (place[axis] < edge + AIR) place[axis] = snap(edge + AIR);
    edge = place[axis] + size[axis];
    found.set(key, place);
  }
  return found;
}

/** Where boxes stand once they are aligned; none is put on another. */
export function aligned(boxes: readonly Box[], how: Alignment): Record<string, Position> {
  if (boxes.length < 2) return {};
  const axis = how === 'left' || how === 'centre' || how === 'right' ? 0 : 1;
  const start = Math.min(...boxes.map((box) => box.at[axis]));
  const end = Math.max(...boxes.map((box) => box.at[axis] + box.size[axis]));
  const lined = boxes.map((box): Box => {
    const room = end - start - box.size[axis];
    const share = how === 'left' || how === 'top' ? 0 : how === 'right' || how === 'bottom' ? 1 : 0.5;
    const at: Position = [box.at[0], box.at[1]];
    at[axis] = snap(start + room * share);
    return { ...box, at };
  });
  return Object.fromEntries(apart(lined, axis === 0 ? 1 : 0));
}

/** Where boxes stand once the gaps between them are equal; the first and the last stay. */
export function distributed(boxes: readonly Box[], how: Axis): Record<string, Position> {
  if (boxes.length < 3) return {};
  const axis = how === 'across' ? 0 : 1;
  const sorted = [...boxes].sort((a, b) => a.at[axis] - b.at[axis]);
  const first = sorted[0] as Box;
  const last = sorted.at(-1) as Box;
  const taken = sorted.reduce((sum, box) => sum + box.size[axis], 0);
  const room = last.at[axis] + last.size[axis] - first.at[axis] - taken;
  const gap = Math.max(AIR, room / (sorted.length - 1));
  const found: Record<string, Position> = {};
  let next = first.at[axis];
  for (const { key, at, size } of sorted) {
    const place: Position = [at[0], at[1]];
    place[axis] = snap(next);
    found[key] = place;
    next += size[axis] + gap;
  }
  return found;
}

/** How far from a card a note still belongs to it. */
const NEAR = CARD.width * 1.5;

/** Whether a note would lie on a card. */
function lies(at: Position, [width, height]: Size, scenario: Scenario, places: Places): boolean {
  return scenario.nodes.some((node) => {
    const card = places[node.id];
    return (
      card !== undefined &&
      at[0] < card[0] + CARD.width &&
      card[0] < at[0] + width &&
      at[1] < card[1] + cardHeight(node) &&
      card[1] < at[1] + height
    );
  });
}

/** Notes go with the card they lie nearest to; those that lay on no card are put on none. */
function followed(scenario: Scenario, before: Places, after: Places): Record<string, Position> {
  const found: Record<string, Position> = {};
  for (const note of scenario.notes ?? []) {
    const size = sizeOfNote(note);
    const [x, y] = [note.at[0] + size[0] / 2, note.at[1] + size[1] / 2];
    let [nearest, least] = ['', NEAR + Math.max(...size) / 2];
    for (const node of scenario.nodes) {
      const at = before[node.id];
      if (!at) continue;
      const far = Math.hypot(x - at[0] - CARD.width / 2, y - at[1] - cardHeight(node) / 2);
      if (far < least) [nearest, least] = [node.id, far];
    }
    const was = before[nearest] ?? [0, 0];
    const is = after[nearest] ?? was;
    const wish: Position = [note.at[0] + is[0] - was[0], note.at[1] + is[1] - was[1]];
    const lay = lies(note.at, size, scenario, before);
    found[note.id] = lay ? wish : nearFree(wish, (at) => !lies(at, size, scenario, after));
  }
  return found;
}

/** Lays the whole flowchart out anew: `laid` is what a layout engine says of it. */
export function arrangeAll(scenario: Scenario, places: Places, laid: Places): Scenario {
  const next = withPlaces(scenario, { ...places, ...laid });
  return moveNotes(withPlaced(next, []), followed(scenario, places, next.layout ?? {}));
}

/** The first free place around a wished one, looked for downwards and to both sides. */
function nearFree(wish: Position, free: (at: Position) => boolean): Position {
  for (let ring = 0; ring < 400; ring += 1) {
    const step = ring * GRID * 2;
    for (const [dx, dy] of [
      [0, step],
      [step, 0],
      [-step, 0],
      [step, step],
      [-step, step],
      [0, -step],
    ] as const) {
      const at: Position = [snap(wish[0] + dx), snap(wish[1] + dy)];
      if (free(at)) return at;
    }
  }
  return wish;
}

/**
 * Lays out the steps that nobody placed by hand; those that somebody did stay to the pixel.
 *
 * The engine's picture is bent to them: each other step moves as the nearest placed steps along the links
 * do, then gives way to what stands there already.
 */
export function arrangeAround(scenario: Scenario, places: Places, laid: Places): Scenario {
  const graph = new Graph(scenario);
  const kept = (scenario.placed ?? []).filter((id) => graph.nodes.has(id) && places[id]);
  if (kept.length === 0) return arrangeAll(scenario, places, laid);
  const shifts = spread(
    graph,
    new Map(
      kept.flatMap((id): [string, Size][] => {
        const [was, is] = [laid[id], places[id]];
        return was && is ? [[id, [is[0] - was[0], is[1] - was[1]]]] : [];
      }),
    ),
  );
  const found: Record<string, Position> = {};
  const taken: { at: Position; height: number }[] = [];
  const settle = (id: string, at: Position): void => {
    const node = graph.nodes.get(id);
    if (!node) return;
    found[id] = at;
    taken.push({ at, height: cardHeight(node) });
  };
  for (const id of kept) settle(id, places[id] as Position);
  for (const id of graph.order()) {
    const node = graph.nodes.get(id);
    const from = laid[id] ?? places[id];
    if (found[id] || !node || !from) continue;
    const [dx, dy] = shifts.get(id) ?? [0, 0];
    const free = (at: Position): boolean =>
      taken.every((other) => !overlaps(at, cardHeight(node), other.at, other.height));
    settle(id, nearFree([from[0] + dx, from[1] + dy], free));
  }
  const next = withPlaces(scenario, { ...places, ...found });
  // What somebody placed off the grid stays there too.
  const layout = { ...next.layout, ...Object.fromEntries(kept.map((id) => [id, places[id] as Position])) };
  return moveNotes({ ...next, layout }, followed(scenario, places, layout));
}

/** For every step, the mean shift of the nearest steps whose shift is known, along links either way. */
function spread(graph: Graph, known: ReadonlyMap<string, Size>): Map<string, Size> {
  const found = new Map<string, Size>(known);
  let edge = [...known.keys()];
  while (edge.length > 0) {
    const reached = new Map<string, Size[]>();
    for (const id of edge) {
      const shift = found.get(id) as Size;
      for (const next of [...graph.out(id).map((one) => one.to), ...graph.into(id).map((one) => one.from)]) {
        if (found.has(next)) continue;
        reached.set(next, [...(reached.get(next) ?? []), shift]);
      }
    }
    for (const [id, shifts] of reached) {
      const mean = (axis: 0 | 1): number => shifts.reduce((sum, one) => sum + one[axis], 0) / shifts.length;
      found.set(id, [mean(0), mean(1)]);
    }
    edge = [...reached.keys()];
  }
  return found;
}

/** The part of a scenario that some steps make: they, and the links among them. */
export function partOf(scenario: Scenario, ids: readonly string[]): Scenario {
  const chosen = new Set(ids);
  const { groups: _, layout: __, placed: ___, notes: ____, ...rest } = scenario;
  return {
    ...rest,
    nodes: scenario.nodes.filter((node) => chosen.has(node.id)),
    edges: scenario.edges.filter((edge) => chosen.has(edge.from) && chosen.has(edge.to)),
  };
}

/**
 * Lays out some steps alone: the first of them in reading order stays, the others go where the engine
 * puts them beside it. Where that would cover other cards, all of them move to the right together.
 */
export function arrangePart(
  scenario: Scenario,
  places: Places,
  ids: readonly string[],
  laid: Places,
): Scenario {
  const part = partOf(scenario, ids);
  const chosen = new Set(part.nodes.map((node) => node.id));
  const first = new Graph(part).order().find((id) => laid[id] && places[id]);
  const anchor = first === undefined ? undefined : places[first];
  const origin = first === undefined ? undefined : laid[first];
  if (!anchor || !origin) return scenario;
  const others = scenario.nodes.filter((node) => !chosen.has(node.id) && places[node.id]);
  const at = (id: string, shift: number): Position => {
    const [x, y] = laid[id] ?? origin;
    return [snap(anchor[0] + x - origin[0] + shift), snap(anchor[1] + y - origin[1])];
  };
  const covers = (shift: number): boolean =>
    part.nodes.some((node) =>
      others.some((other) =>
        overlaps(at(node.id, shift), cardHeight(node), places[other.id] as Position, cardHeight(other)),
      ),
    );
  let shift = 0;
  for (let tries = 0; tries < 200 && covers(shift); tries += 1) shift += GAP.across * 2;
  const moved = Object.fromEntries(part.nodes.map((node) => [node.id, at(node.id, shift)]));
  const next = withPlaces(scenario, { ...places, ...moved });
  const hand = (scenario.placed ?? []).filter((id) => !chosen.has(id));
  return moveNotes(withPlaced(next, hand), followed(scenario, places, next.layout ?? {}));
}
