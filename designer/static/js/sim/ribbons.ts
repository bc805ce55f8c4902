import { middleOf, type Point, pathOf, portOf, routes } from '../layout/route';
import type { Places } from '../model/commands';
import type { Node, Position, Scenario } from '../model/document';
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

function overlaps(a: Omit<Box, 'id'>, b: Omit<Box, 'id'>): boolean {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
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

/**
 * Where each line ends on its card, as wide as it gets: straight below where it starts if the card reaches
 * that far, else towards the middle; side by side in the order they come from.
 */
function landings(scenario: Scenario, graph: Graph, places: Places, width: (key: string) => number) {
  const ends = new Map<string, Point>();
  for (const { id } of scenario.nodes) {
    const place = places[id];
    if (!place) continue;
    const left = place[0] + INSET;
    const right = place[0] + CARD.width - INSET;
    const middle = place[0] + CARD.width / 2;
    const lines = graph.into(id).flatMap((edge) => {
      const source = graph.nodes.get(edge.from);
      const port = source && portOf(source, wayOf(edge), places);
      if (!port) return [];
      const room = Math.max(NARROW, width(wayKey(edge.from, wayOf(edge))) + 2);
      const straight = port[0] >= left + room / 2 && port[0] <= right - room / 2 && port[1] < place[1];
      return [{ key: edgeKey(edge), from: port[0], x: straight ? port[0] : middle, room }];
    });
    lines.sort((a, b) => a.from - b.from);
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

/** Every way out that leads somewhere as a line, at the places of the canvas. */
export function ribbonsOf(
  scenario: Scenario,
  places: Places,
  peak: ReadonlyMap<string, number>,
  most: number,
): Ribbon[] {
  const graph = new Graph(scenario);
  const boxes: Box[] = scenario.nodes.flatMap((node) => {
    const place = places[node.id];
    if (!place) return [];
    const [left, top] = place;
    return [{ id: node.id, left, top, right: left + CARD.width, bottom: top + cardHeight(node) }];
  });
  const width = (key: string): number => widthOf(peak.get(key) ?? 0, most);
  const ends = landings(scenario, graph, places, width);
  const around = routes(scenario.nodes, graph.edges, places);
  const taken: Omit<Box, 'id'>[] = [...boxes];
  const ribbons: Ribbon[] = [];
  for (const edge of graph.edges) {
    const path = wayOf(edge);
    const key = wayKey(edge.from, path);
    const end = ends.get(edgeKey(edge));
    const start = portOf(graph.nodes.get(edge.from) as Node, path, places);
    if (!end || !start || !graph.waysOf(edge.from).includes(path)) continue;
    const half = width(key) / 2 + AIR;
    let { d, points } = curve(start, end);
    const blocked = points.some(([x, y]) =>
      boxes.some(
        (box) =>
          box.id !== edge.from &&
          box.id !== edge.to &&
          x > box.left - half &&
          x < box.right + half &&
          y > box.top - half &&
          y < box.bottom + half,
      ),
    );
    if (blocked || end[1] - start[1] < 32) {
      const detour = (around.get(edgeKey(edge)) ?? []).map(([x, y]): Point => [x, y]);
      const [before, last] = [detour.at(-2), detour.at(-1)];
      if (before && last && detour.length > 2) {
        before[0] = end[0];
        last[0] = end[0];
        points = detour;
        d = pathOf(detour, Math.max(12, width(key)));
      }
    }
    let label = middleOf(points);
    for (const part of PARTS) {
      const [x, y] = middleOf(points, part);
      const box = {
        left: x - LABEL.width / 2,
        right: x + LABEL.width / 2,
        top: y - LABEL.height / 2,
        bottom: y + LABEL.height / 2,
      };
      if (taken.some((other) => overlaps(box, other))) continue;
      label = [x, y];
      taken.push(box);
      break;
    }
    ribbons.push({
      key,
      id: edgeKey(edge),
      from: edge.from,
      path,
      to: edge.to,
      d,
      end,
      label,
      back: end[1] <= start[1],
    });
  }
  return ribbons;
}
