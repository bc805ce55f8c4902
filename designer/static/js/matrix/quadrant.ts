import type { Row } from './types';

export interface Point {
  readonly row: Row;
  /** Feasibility to the right, value upwards; 0 to 100. */
  readonly x: number;
  readonly y: number;
}

export interface Label {
  readonly scenario: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

export function pointsOf(rows: readonly Row[]): Point[] {
  return rows.flatMap((row) =>
    row.value === null || row.feasibility === null ? [] : [{ row, x: row.feasibility, y: row.value }],
  );
}

/** How much of a name stands before the point that it is anchored to. */
const BEFORE = { start: 0, middle: 0.5, end: 1 };

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const meets = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** Several at one place, side by side: a dot that hides another one would be a scenario lost. */
export function spread(
  places: readonly { readonly x: number; readonly y: number }[],
  radius: number,
): { x: number; y: number }[] {
  const placed: { x: number; y: number }[] = [];
  for (const { x, y } of places) {
    let spot = { x, y };
    for (let turn = 0; turn < 48 && placed.some((one) => near(one, spot, 2 * radius)); turn += 1) {
      // A spiral of small steps: the nearest free place, found in the same way every time.
      const away = radius * (0.9 + turn * 0.22);
      spot = { x: x + away * Math.cos(turn * 2.4), y: y + away * Math.sin(turn * 2.4) };
    }
    placed.push(spot);
  }
  return placed;
}

const near = (one: { x: number; y: number }, other: { x: number; y: number }, gap: number): boolean =>
  Math.hypot(one.x - other.x, one.y - other.y) < gap - 0.01;

export interface Dot {
  readonly scenario: string;
  readonly x: number;
  readonly y: number;
  /** Of the name, in the units of the picture. */
  readonly width: number;
}

/** Names beside their dots where nothing else stands; those without room are left to the list. */
export function labelled(
  dots: readonly Dot[],
  radius: number,
  height: number,
  bounds: { left: number; right: number; top: number; bottom: number },
): Label[] {
  const taken: Box[] = dots.map(({ x, y }) => ({
    left: x - radius,
    right: x + radius,
    top: y - radius,
    bottom: y + radius,
  }));
  const labels: Label[] = [];
  for (const dot of dots) {
    const gap = radius + 4;
    const beside = [0, -height * 0.6, height * 0.6].flatMap((shift) => [
      { anchor: 'start' as const, x: dot.x + gap, y: dot.y + shift },
      { anchor: 'end' as const, x: dot.x - gap, y: dot.y + shift },
    ]);
    const over = [-1, 1].map((side) => ({
      anchor: 'middle' as const,
      x: dot.x,
      y: dot.y + side * (radius + height / 2 + 1),
    }));
    const places = [...beside, ...over];
    for (const place of places) {
      const left = place.x - dot.width * BEFORE[place.anchor];
      const box = {
        left,
        right: left + dot.width,
        top: place.y - height / 2,
        bottom: place.y + height / 2,
      };
      const inside = box.left >= bounds.left && box.right <= bounds.right;
      const within = inside && box.top >= bounds.top && box.bottom <= bounds.bottom;
      if (!within || taken.some((other) => meets(other, box))) continue;
      taken.push(box);
      labels.push({ scenario: dot.scenario, ...place });
      break;
    }
  }
  return labels;
}
