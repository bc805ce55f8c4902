import { ViewportPortal } from '@xyflow/react';
import type { Places } from '../../model/commands';
import type { Position } from '../../model/document';
import { CARD } from '../../model/geometry';

/** The lines on which a dragged card stands with others: the middle of a column, the middle of a row. */
export function alignment(
  drag: Places,
  places: Places,
): { column: number | undefined; row: number | undefined } {
  const [dragged] = Object.values(drag);
  if (!dragged) return { column: undefined, row: undefined };
  const others = Object.entries(places).filter(([id]) => !(id in drag));
  const [x, y] = dragged;
  return {
    column: others.some(([, place]) => place[0] === x) ? x + CARD.width / 2 : undefined,
    row: others.some(([, place]) => place[1] === y) ? y + CARD.body / 2 : undefined,
  };
}

/** How near a dragged card is drawn into a column or a row, in canvas pixels. */
const PULL = 10;

/** The place a card dragged alone is drawn to. */
export function pulled(id: string, [x, y]: Position, places: Places): Position {
  const others = Object.entries(places).flatMap(([other, place]) => (other === id ? [] : [place]));
  const column = others.find((place) => Math.abs(place[0] - x) <= PULL);
  const row = others.find((place) => Math.abs(place[1] - y) <= PULL);
  return [column?.[0] ?? x, row?.[1] ?? y];
}

export function Guides({ drag, places }: { drag: Places; places: Places }) {
  const { column, row } = alignment(drag, places);
  return (
    <ViewportPortal>
      {column !== undefined && <span className="ed-guide ed-guide-column" style={{ left: column }} />}
      {row !== undefined && <span className="ed-guide ed-guide-row" style={{ top: row }} />}
    </ViewportPortal>
  );
}
