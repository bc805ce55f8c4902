import type { Node } from './document';
import { waysOut } from './graph';

/** Sizes of a card in canvas pixels, shared by the stylesheet, the layout and the export. */
export const CARD = {
  width: 264,
  /** Title and detail line. */
  body: 64,
  /** The row of labelled ways out, where there are several. */
  ways: 26,
} as const;

/** Everything moves on this grid. */
export const GRID = 8;

/** Free room between two cards. */
export const GAP = { across: 40, down: 56 } as const;

/** Height of a node's card in canvas pixels. */
export function cardHeight(node: Node): number {
  return CARD.body + (waysOut(node).length > 1 ? CARD.ways : 0);
}

/** Horizontal place of a way out under its card, as a fraction of the width. */
export function portAt(index: number, count: number): number {
  return (index + 0.5) / Math.max(1, count);
}

/** The nearest point of the grid. */
export function snap(value: number): number {
  return Math.round(value / GRID) * GRID;
}
