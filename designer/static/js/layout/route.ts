import type { Places } from '../model/commands';
import type { Edge, Node } from '../model/document';
import { CARD, cardHeight, GAP, portAt } from '../model/geometry';
import { edgeKey, wayOf, waysOut } from '../model/graph';

export type Point = [x: number, y: number];

export interface Box {
  id: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Straight stretch at both ends of an edge before it may turn. */
const STUB = 20;
/** Air kept around cards. */
const AIR = 10;
const CORNER = 10;
/** Distance between lines that run side by side. */
const STEP = 10;

/** Whether a horizontal or vertical stretch runs through a box. */
export function hits(a: Point, b: Point, box: Box): boolean {
  const [x1, x2] = a[0] < b[0] ? [a[0], b[0]] : [b[0], a[0]];
  const [y1, y2] = a[1] < b[1] ? [a[1], b[1]] : [b[1], a[1]];
  return x2 > box.left - AIR && x1 < box.right + AIR && y2 > box.top - AIR && y1 < box.bottom + AIR;
}

/** Cards by the strips of the drawing that they reach into, so that a stretch is held against few of them. */
export class Field {
  readonly boxes: readonly Box[];
  private readonly columns = new Map<number, Box[]>();
  private readonly rows = new Map<number, Box[]>();

  constructor(boxes: readonly Box[]) {
    this.boxes = boxes;
    for (const box of boxes) {
      spread(this.columns, box.left, box.right, box);
      spread(this.rows, box.top, box.bottom, box);
    }
  }

  /** The cards that a horizontal or vertical stretch may run through. */
  around(a: Point, b: Point): readonly Box[] {
    const vertical = Math.abs(a[0] - b[0]) < 1;
    const strip = vertical ? this.columns.get(stripAt(a[0])) : this.rows.get(stripAt(a[1]));
    return strip ?? NOTHING;
  }
}

const NOTHING: readonly Box[] = [];
const STRIP = 128;
const stripAt = (at: number): number => Math.floor(at / STRIP);

function spread(strips: Map<number, Box[]>, low: number, high: number, box: Box): void {
  // A stretch that is almost straight leans by less than a pixel.
  for (let strip = stripAt(low - AIR - 1); strip <= stripAt(high + AIR + 1); strip += 1) {
    const held = strips.get(strip);
    if (held) held.push(box);
    else strips.set(strip, [box]);
  }
}

/** A stretch of another line that must stay apart from this one. */
type Stretch = readonly [a: Point, b: Point];

/** Whether two level stretches lie on each other, so that two lines would look like one. */
function covers(a: Point, b: Point, [c, d]: Stretch): boolean {
  if (a[1] !== b[1] || c[1] !== d[1] || Math.abs(a[1] - c[1]) > 4) return false;
  const [a1, a2] = a[0] < b[0] ? [a[0], b[0]] : [b[0], a[0]];
  const [c1, c2] = c[0] < d[0] ? [c[0], d[0]] : [d[0], c[0]];
  return a2 > c1 + 1 && c2 > a1 + 1;
}

/** What a line costs; from `limit` on it no longer matters how much more. */
function cost(
  points: Point[],
  field: Field,
  taken: readonly Stretch[],
  from: string,
  to: string,
  limit = Number.POSITIVE_INFINITY,
): number {
  let total = 0;
  for (let index = 1; index < points.length; index += 1) {
    const a = points[index - 1] as Point;
    const b = points[index] as Point;
    total += Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + 20;
  }
  // The length is known at once; what lies in the way is looked for only where the length allows.
  for (let index = 1; index < points.length; index += 1) {
    const a = points[index - 1] as Point;
    const b = points[index] as Point;
    for (const stretch of taken) if (covers(a, b, stretch)) total += 600;
    for (const box of field.around(a, b)) {
      if (total >= limit) return total;
      // The first and the last stretch touch their own cards.
      if ((index === 1 && box.id === from) || (index === points.length - 1 && box.id === to)) continue;
      if (hits(a, b, box)) total += 4000;
    }
  }
  return total;
}

/** The cheapest of a few right-angled ways from a port down to the top of a card, around the other cards. */
function route(
  start: Point,
  end: Point,
  field: Field,
  taken: readonly Stretch[],
  from: string,
  to: string,
): Point[] {
  const [sx, sy] = start;
  const [tx, ty] = end;
  if (Math.abs(sx - tx) < 1 && ty > sy) {
    const straight: Point[] = [start, end];
    if (cost(straight, field, taken, from, to) < 4000) return straight;
  }
  let best: Point[] = [];
  let least = Number.POSITIVE_INFINITY;
  const consider = (points: Point[], extra = 0): void => {
    const price = cost(points, field, taken, from, to, least - extra) + extra;
    if (price < least) {
      least = price;
      best = points;
    }
  };
  if (ty - sy >= 2 * CORNER) {
    // Near the source first: the ways out of one card fan out just below it.
    const near = sy + GAP.down / 2;
    const heights = [near, near - STEP, near + STEP, ty - GAP.down / 2, (sy + ty) / 2];
    for (const box of field.boxes) heights.push(box.top - AIR * 2, box.bottom + AIR * 2);
    const stub = Math.min(STUB, (ty - sy) / 2);
    // Cards stand in rows and columns: most of them offer a way that another has offered.
    const tried = new Set<number>();
    heights.forEach((y, index) => {
      if (tried.has(y)) return;
      tried.add(y);
      if (y >= sy + stub && y <= ty - stub) consider([start, [sx, y], [tx, y], end], index);
    });
    if (least < 4000) return best;
  }
  const down = sy + STUB;
  const up = ty - STUB;
  const sides = [(sx + tx) / 2];
  for (const box of field.boxes) sides.push(box.left - AIR * 2.4, box.right + AIR * 2.4);
  for (const x of new Set(sides)) consider([start, [sx, down], [x, down], [x, up], [tx, up], end]);
  return best;
}

/** Drops points that turn nothing. */
function straighten(points: Point[]): Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (!before || !after) return true;
    const same = before[0] === point[0] && before[1] === point[1];
    const vertical = before[0] === point[0] && point[0] === after[0];
    const horizontal = before[1] === point[1] && point[1] === after[1];
    return !same && !vertical && !horizontal;
  });
}

/** Where a way out starts: the middle of its share of the card's lower side. */
export function portOf(node: Node, way: string, places: Places): Point | undefined {
  const place = places[node.id];
  if (!place) return undefined;
  const ways = waysOut(node);
  const x = place[0] + CARD.width * portAt(Math.max(0, ways.indexOf(way)), ways.length);
  return [x, place[1] + cardHeight(node)];
}

/**
 * The line of every edge, by edge key.
 *
 * `only`: the edges to draw anew, for a drag that touches few of them.
 */
export function routes(
  nodes: readonly Node[],
  edges: readonly Edge[],
  places: Places,
  only?: (edge: Edge) => boolean,
): Map<string, Point[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const boxes: Box[] = nodes.flatMap((node) => {
    const place = places[node.id];
    if (!place) return [];
    const [left, top] = place;
    return [{ id: node.id, left, top, right: left + CARD.width, bottom: top + cardHeight(node) }];
  });
  const lines = new Map<string, Point[]>();
  /** Level stretches of the lines that leave each card. */
  const levels = new Map<string, { to: string; stretch: Stretch }[]>();
  for (const edge of edges) {
    if (only && !only(edge)) continue;
    const source = byId.get(edge.from);
    const target = places[edge.to];
    const start = source && portOf(source, wayOf(edge), places);
    if (!start || !target) continue;
    const end: Point = [target[0] + CARD.width / 2, target[1]];
    const reach = GAP.down * 2 + CARD.width;
    const near = boxes.filter(
      (box) =>
        box.right > Math.min(start[0], end[0]) - reach &&
        box.left < Math.max(start[0], end[0]) + reach &&
        box.bottom > Math.min(start[1], end[1]) - reach &&
        box.top < Math.max(start[1], end[1]) + reach,
    );
    const sisters = levels.get(edge.from) ?? [];
    // Lines that end at one card may join; those that part must be told apart.
    const taken = sisters.filter((sister) => sister.to !== edge.to).map((sister) => sister.stretch);
    const line = straighten(route(start, end, new Field(near), taken, edge.from, edge.to));
    lines.set(edgeKey(edge), line);
    line.slice(1).forEach((point, index) => {
      const before = line[index] as Point;
      if (before[1] === point[1]) sisters.push({ to: edge.to, stretch: [before, point] });
    });
    levels.set(edge.from, sisters);
  }
  return lines;
}

/** The line as an SVG path with rounded corners, `corner` pixels wide where there is room. */
export function pathOf(points: readonly Point[], corner = CORNER): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first[0]} ${first[1]}`;
  rest.forEach((point, index) => {
    const before = points[index] as Point;
    const after = rest[index + 1];
    if (!after) {
      path += `L${point[0]} ${point[1]}`;
      return;
    }
    const arm = (other: Point): Point => {
      const length = Math.hypot(other[0] - point[0], other[1] - point[1]);
      const share = Math.min(corner, length / 2) / (length || 1);
      return [point[0] + (other[0] - point[0]) * share, point[1] + (other[1] - point[1]) * share];
    };
    const [ax, ay] = arm(before);
    const [bx, by] = arm(after);
    path += `L${ax} ${ay}Q${point[0]} ${point[1]} ${bx} ${by}`;
  });
  return path;
}

/** A point of the line, by the share of its length before it; the middle is where its tools are shown. */
export function middleOf(points: readonly Point[], part = 0.5): Point {
  const lengths = points
    .slice(1)
    .map((point, index) =>
      Math.hypot(point[0] - (points[index] as Point)[0], point[1] - (points[index] as Point)[1]),
    );
  let left = lengths.reduce((sum, length) => sum + length, 0) * part;
  for (const [index, length] of lengths.entries()) {
    const a = points[index] as Point;
    const b = points[index + 1] as Point;
    if (left <= length) {
      const share = length === 0 ? 0 : left / length;
      return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    }
    left -= length;
  }
  return points.at(-1) ?? [0, 0];
}
