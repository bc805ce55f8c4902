import { middleOf, type Point, pathOf, portOf, routes } from '../layout/route';
import type { Places } from '../model/commands';
import type { Edge, Position, Scenario } from '../model/document';
import { CARD, cardHeight, snap } from '../model/geometry';
import { edgeKey, Graph, wayOf } from '../model/graph';
import { wayKey } from './run';

/** Width of the widest line, in canvas pixels. */
export const WIDEST = 30;
/** Width of the narrowest line that anyone took. */
export const NARROWEST = 1.5;
/** Rows stand this many times further apart than in the editor: wide lines and their figures need room. */
const STRETCH = 1.3;
/** Air between a line and the cards it passes. */
const AIR = 8;
/** Size of a label, as it is on a canvas seen from afar. */
const LABEL = { width: 76, height: 28 };
/** Where a label may stand on its line, the best first. */
const PARTS = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
const SAMPLES = 24;
/** What lines leave free at both ends of a card's upper side. */
const INSET = 16;
/** How far a line that leads back runs out of a card before it turns. */
const TURN = 16;
/** Room of the thinnest line on a card's upper side. */
const NARROW = 10;

/** One way out as a line of its own. */
export interface Ribbon {
  /** As `wayKey` says. */
  key: string;
  /** As `edgeKey` says. */
  id: string;
  from: string;
  path: string;
  to: string;
  /** The line as an SVG path. */
  d: string;
  /** The end of the line, on top of a card. */
  end: Point;
  /** Middle of its label. */
  label: Point;
  /** Whether it leads back up. */
  back: boolean;
}

/** What must be gone around. */
interface Box {
  id: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The line's width for a count: proportional, and never so thin that it is not seen. */
export function widthOf(count: number, most: number): number {
  if (count === 0 || most === 0) return 0;
  return Math.max(NARROWEST, (Math.abs(count) / most) * WIDEST);
}

/** The places of the editor with room between the rows. */
export function spread(places: Places): Places {
  return Object.fromEntries(
    Object.entries(places).map(([id, [x, y]]): [string, Position] => [id, [x, snap(y * STRETCH)]]),
  );
}

export type Area = Omit<Box, 'id'>;

function overlaps(a: Area, b: Area): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

function boxesOf(scenario: Scenario, places: Places): Box[] {
  return scenario.nodes.flatMap((node) => {
    const place = places[node.id];
    if (!place) return [];
    const [left, top] = place;
    return [{ id: node.id, left, top, right: left + CARD.width, bottom: top + cardHeight(node) }];
  });
}

/** An S from a port down to a card. */
function curve([sx, sy]: Point, [ex, ey]: Point): { d: string; points: Point[] } {
  const bend = (ey - sy) / 2;
  const points: Point[] = [];
  for (let index = 0; index <= SAMPLES; index += 1) {
    const t = index / SAMPLES;
    const u = 1 - t;
    const near = u * u * (1 + 2 * t);
    points.push([
      sx * near + ex * (1 - near),
      u ** 3 * sy + 3 * u * u * t * (sy + bend) + 3 * u * t * t * (ey - bend) + t ** 3 * ey,
    ]);
  }
  return { d: `M${sx} ${sy}C${sx} ${sy + bend} ${ex} ${ey - bend} ${ex} ${ey}`, points };
}

/** A line that leads back up, in a lane beside the cards. */
interface Lane {
  edge: Edge;
  side: 'left' | 'right';
  x: number;
  /** How many other lanes to the same card lie inside of it. */
  rank: number;
  /** Height at which it comes in over its card. */
  over: number;
}

/** Where a lane on one side of the cards is clear of everything in its way. */
function laneAt(
  side: Lane['side'],
  from: number,
  half: number,
  span: [number, number],
  walls: readonly Area[],
) {
  let x = from;
  const outward = side === 'right' ? 1 : -1;
  const hit = (): Area | undefined =>
    walls.find(
      (wall) =>
        wall.bottom > span[0] &&
        wall.top < span[1] &&
        x + half > wall.left - AIR &&
        x - half < wall.right + AIR,
    );
  for (let wall = hit(); wall; wall = hit())
    x = (side === 'right' ? wall.right : wall.left) + outward * (AIR + half + 1);
  return x;
}

/** Lanes for what leads back up, the shortest inside. */
function lanesOf(
  edges: readonly Edge[],
  ends: (edge: Edge) => { start: Point; top: Point } | undefined,
  boxes: readonly Box[],
  width: (edge: Edge) => number,
): Map<string, Lane> {
  const lanes = new Map<string, Lane>();
  const walls: Area[] = [...boxes];
  const known = edges.flatMap((edge) => {
    const at = ends(edge);
    return at ? [{ edge, ...at }] : [];
  });
  known.sort((a, b) => a.start[1] - a.top[1] - (b.start[1] - b.top[1]));
  const inside = new Map<string, { rank: number; over: number }>();
  for (const { edge, start, top } of known) {
    const half = Math.max(NARROWEST, width(edge)) / 2;
    const span: [number, number] = [top[1] - TURN - half, start[1] + TURN + half];
    const reach = CARD.width / 2 + AIR + half;
    const right = laneAt('right', Math.max(start[0], top[0] + reach), half, span, walls);
    const left = laneAt('left', Math.min(start[0], top[0] - reach), half, span, walls);
    const far = (x: number): number => Math.abs(x - start[0]) + Math.abs(x - top[0]);
    const side = far(right) <= far(left) ? 'right' : 'left';
    const x = side === 'right' ? right : left;
    const before = inside.get(`${edge.to} ${side}`) ?? { rank: 0, over: top[1] - TURN };
    lanes.set(edgeKey(edge), { edge, side, x, rank: before.rank, over: before.over - half });
    inside.set(`${edge.to} ${side}`, { rank: before.rank + 1, over: before.over - 2 * half - AIR });
    walls.push({ left: x - half, right: x + half, top: span[0], bottom: span[1] });
  }
  return lanes;
}

/**
 * Where each line ends on its card, as wide as it gets: straight below where it starts if the card reaches
 * that far, else towards the middle; what leads back ends at its lane's side. Side by side in the order
 * they come from.
 */
function landings(
  graph: Graph,
  places: Places,
  width: (edge: Edge) => number,
  lanes: ReadonlyMap<string, Lane>,
): Map<string, Point> {
  const ends = new Map<string, Point>();
  for (const id of graph.nodes.keys()) {
    const place = places[id];
    if (!place) continue;
    const left = place[0] + INSET;
    const right = place[0] + CARD.width - INSET;
    const middle = place[0] + CARD.width / 2;
    const lines = graph.into(id).flatMap((edge) => {
      const source = graph.nodes.get(edge.from);
      const port = source && portOf(source, wayOf(edge), places);
      if (!port) return [];
      const key = edgeKey(edge);
      const room = Math.max(NARROW, width(edge) + 2);
      const lane = lanes.get(key);
      if (lane) {
        // The inner lane lies nearest to the edge of the card, so that none crosses another.
        const outermost = lane.side === 'right' ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
        const order = outermost + (lane.side === 'right' ? -lane.rank : lane.rank);
        return [{ key, order, x: lane.side === 'right' ? right : left, room }];
      }
      const straight = port[0] >= left + room / 2 && port[0] <= right - room / 2;
      return [{ key, order: port[0], x: straight ? port[0] : middle, room }];
    });
    lines.sort((a, b) => a.order - b.order);
    const wide = lines.reduce((sum, { room }) => sum + room, 0);
    const shrink = Math.min(1, (right - left) / (wide || 1));
    // Lines that want the same place share it around that place, then the card's edges push back.
    let reach = left;
    for (let index = 0; index < lines.length; ) {
      let last = index + 1;
      let room = (lines[index]?.room ?? 0) * shrink;
      while (last < lines.length && lines[last]?.x === lines[index]?.x) {
        room += (lines[last]?.room ?? 0) * shrink;
        last += 1;
      }
      let x = Math.max(reach, (lines[index]?.x ?? middle) - room / 2);
      for (const line of lines.slice(index, last)) {
        line.x = x + (line.room * shrink) / 2;
        x += line.room * shrink;
      }
      reach = x;
      index = last;
    }
    let limit = right;
    for (const line of lines.toReversed()) {
      line.x = Math.min(line.x, limit - (line.room * shrink) / 2);
      limit = line.x - (line.room * shrink) / 2;
      ends.set(line.key, [line.x, place[1]]);
    }
  }
  return ends;
}

/** The best free place for a label on a line; its area is then taken. */
function labelOn(points: readonly Point[], taken: Area[]): Point {
  for (const part of PARTS) {
    const [x, y] = middleOf(points, part);
    const area = {
      left: x - LABEL.width / 2,
      right: x + LABEL.width / 2,
      top: y - LABEL.height / 2,
      bottom: y + LABEL.height / 2,
    };
    if (taken.some((other) => overlaps(area, other))) continue;
    taken.push(area);
    return [x, y];
  }
  return middleOf(points);
}

/** What the cards and the lines beside them cover. */
export function coverOf(scenario: Scenario, places: Places, ribbons: readonly Ribbon[]): Area {
  const areas = boxesOf(scenario, places).map(({ left, top, right, bottom }) => ({
    left,
    top,
    right,
    bottom,
  }));
  for (const { back, label } of ribbons) {
    // The label of a line that leads back lies in its lane.
    if (back)
      areas.push({
        left: label[0] - LABEL.width / 2,
        right: label[0] + LABEL.width / 2,
        top: label[1],
        bottom: label[1],
      });
  }
  if (areas.length === 0) return { left: 0, top: 0, right: CARD.width, bottom: CARD.body };
  return {
    left: Math.min(...areas.map(({ left }) => left)),
    top: Math.min(...areas.map(({ top }) => top)),
    right: Math.max(...areas.map(({ right }) => right)),
    bottom: Math.max(...areas.map(({ bottom }) => bottom)),
  };
}

/** Every way out that leads somewhere as a line, at the places of the canvas. */
export function ribbonsOf(
  scenario: Scenario,
  places: Places,
  peak: ReadonlyMap<string, number>,
  most: number,
): Ribbon[] {
  const graph = new Graph(scenario);
  const boxes = boxesOf(scenario, places);
  const width = (edge: Edge): number => widthOf(peak.get(wayKey(edge.from, wayOf(edge))) ?? 0, most);
  const startOf = (edge: Edge): Point | undefined => {
    const source = graph.nodes.get(edge.from);
    return source && graph.waysOf(edge.from).includes(wayOf(edge))
      ? portOf(source, wayOf(edge), places)
      : undefined;
  };
  const endsOf = (edge: Edge): { start: Point; top: Point } | undefined => {
    const start = startOf(edge);
    const place = places[edge.to];
    return start && place && { start, top: [place[0] + CARD.width / 2, place[1]] };
  };
  const back = graph.edges.filter((edge) => {
    const at = endsOf(edge);
    return at !== undefined && at.top[1] - at.start[1] < 2 * TURN;
  });
  const lanes = lanesOf(back, endsOf, boxes, width);
  const ends = landings(graph, places, width, lanes);

  const isBlocked = (edge: Edge, points: readonly Point[]): boolean => {
    const half = width(edge) / 2 + AIR;
    const others = boxes.filter((box) => box.id !== edge.from && box.id !== edge.to);
    return points.some(([x, y]) =>
      others.some(
        (box) => x > box.left - half && x < box.right + half && y > box.top - half && y < box.bottom + half,
      ),
    );
  };
  const straight = new Map<string, ReturnType<typeof curve>>();
  for (const edge of graph.edges) {
    const key = edgeKey(edge);
    const [start, end] = [startOf(edge), ends.get(key)];
    if (!start || !end || lanes.has(key)) continue;
    const line = curve(start, end);
    if (!isBlocked(edge, line.points)) straight.set(key, line);
  }
  const around = routes(
    scenario.nodes,
    graph.edges,
    places,
    (edge) => !straight.has(edgeKey(edge)) && !lanes.has(edgeKey(edge)),
  );

  const taken: Area[] = [...boxes];
  return graph.edges.flatMap((edge): Ribbon[] => {
    const id = edgeKey(edge);
    const [start, end] = [startOf(edge), ends.get(id)];
    if (!start || !end) return [];
    const corner = Math.max(12, width(edge));
    const lane = lanes.get(id);
    let line = straight.get(id);
    if (lane) {
      const under = start[1] + TURN + width(edge) / 2;
      const points: Point[] = [
        start,
        [start[0], under],
        [lane.x, under],
        [lane.x, lane.over],
        [end[0], lane.over],
        end,
      ];
      line = { d: pathOf(points, corner), points };
    } else if (!line) {
      const points = (around.get(id) ?? []).map(([x, y]): Point => [x, y]);
      const [before, last] = [points.at(-2), points.at(-1)];
      if (before && last && points.length > 2) {
        before[0] = end[0];
        last[0] = end[0];
        line = { d: pathOf(points, corner), points };
      } else line = curve(start, end);
    }
    return [
      {
        key: wayKey(edge.from, wayOf(edge)),
        id,
        from: edge.from,
        path: wayOf(edge),
        to: edge.to,
        d: line.d,
        end,
        label: labelOn(line.points, taken),
        back: lane !== undefined,
      },
    ];
  });
}
