import { ChevronDown, ChevronUp, GripHorizontal, RotateCcw } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import { setCut } from './edits';
import type { Body } from './MatrixTable';
import { inPlay, keptAt, keptDays, nearestEdge } from './moves';
import { type Room, useRoom } from './room';

/** « 9 retenus, 38 j sur 40 ». */
export function cutWords({ t, f, state }: Room): string {
  const { table, draft } = state;
  const count = table.rows.filter((row) => row.kept).length;
  const { days, sprints, estimated } = keptDays(table);
  const capacity = draft.capacity_days;
  const said = t('cut.kept', { count });
  const spent = { days: f.number(days, 1), estimated: '' };
  const work =
    capacity === undefined
      ? t('cut.days', spent)
      : sprints > 1
        ? t('cut.sprints', { ...spent, sprints, capacity: f.number(capacity, 1) })
        : t('cut.capacity', { ...spent, capacity: f.number(capacity, 1) });
  const guessed = estimated > 0 ? `, ${t('cut.estimated', { count: estimated })}` : '';
  return `${said}, ${work}${guessed}`;
}

/** Moves the cut by so many rows, within what can be kept. */
export function moveCut({ store, state }: Room, by: number): void {
  const { rows } = state.table;
  const most = rows.filter(inPlay).length;
  const now = rows.filter((row) => row.kept).length;
  const next = Math.max(0, Math.min(most, now + by));
  if (next !== now) store.edit((document) => setCut(document, next));
}

/** The line between what is built and what waits: dragged, stepped by its buttons, or moved by the arrow keys. */
export function CutRow({ columns, body }: { columns: number; body: Body }) {
  const room = useRoom();
  const { t, state, store } = room;
  const line = useRef<HTMLTableRowElement>(null);
  const grip = useRef<HTMLDivElement>(null);
  /** While it is dragged: how many would be kept there. */
  const [dragged, setDragged] = useState<number>();
  const { rows } = state.table;
  const count = rows.filter((row) => row.kept).length;
  const most = rows.filter(inPlay).length;
  const held = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a row that moves in the table lets go of the focus.
  useLayoutEffect(() => {
    if (held.current) grip.current?.focus({ preventScroll: true });
    held.current = false;
  }, [count]);

  const keys = (event: KeyboardEvent): void => {
    const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -3, PageDown: 3, Home: -most, End: most }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    held.current = true;
    moveCut(room, by);
  };
  const drag = (event: PointerEvent): void => {
    if (dragged === undefined || !line.current) return;
    const lines = [...(body.current?.querySelectorAll<HTMLElement>('[data-scenario]') ?? [])];
    const bottom = lines.at(-1)?.getBoundingClientRect().bottom;
    if (bottom === undefined) return;
    const edges = [...lines.map((one) => one.getBoundingClientRect().top), bottom];
    const edge = nearestEdge(edges, event.clientY);
    const own = line.current;
    own.style.translate = '';
    own.style.translate = `0 ${(edges[edge] ?? 0) - own.getBoundingClientRect().top}px`;
    setDragged(keptAt(rows, edge));
  };
  const drop = (): void => {
    if (dragged === undefined) return;
    if (line.current) line.current.style.translate = '';
    setDragged(undefined);
    held.current = true;
    if (dragged !== count) store.edit((document) => setCut(document, dragged));
  };

  return (
    <tr ref={line} className="mt-cut" data-dragging={dragged !== undefined || undefined}>
      <td colSpan={columns}>
        <div className="mt-cut-bar">
          {/* biome-ignore lint/a11y/useSemanticElements: a rule of HTML cannot be moved. */}
          <div
            ref={grip}
            className="mt-cut-grip"
            role="separator"
            tabIndex={0}
            aria-orientation="horizontal"
            aria-label={t('cut.label')}
            aria-valuemin={0}
            aria-valuemax={most}
            aria-valuenow={count}
            aria-valuetext={cutWords(room)}
            title={t('cut.hint')}
            onKeyDown={keys}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
              setDragged(count);
            }}
            onPointerMove={drag}
            onPointerUp={drop}
            onPointerCancel={drop}
          >
            <GripHorizontal className="icon mt-tool" aria-hidden="true" />
            <span>{dragged === undefined ? cutWords(room) : t('cut.kept', { count: dragged })}</span>
          </div>
          <CutButtons />
        </div>
      </td>
    </tr>
  );
}

export function CutButtons() {
  const room = useRoom();
  const { t, state, store } = room;
  const { rows } = state.table;
  const count = rows.filter((row) => row.kept).length;
  const most = rows.filter(inPlay).length;
  return (
    <span className="mt-cut-buttons mt-tool">
      <button
        type="button"
        className="button square small"
        aria-label={t('cut.fewer')}
        title={t('cut.fewer')}
        aria-disabled={count === 0}
        onClick={() => moveCut(room, -1)}
      >
        <ChevronUp className="icon" aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button square small"
        aria-label={t('cut.more')}
        title={t('cut.more')}
        aria-disabled={count >= most}
        onClick={() => moveCut(room, 1)}
      >
        <ChevronDown className="icon" aria-hidden="true" />
      </button>
      {state.draft.cut !== undefined && (
        <button
          type="button"
          className="button plain small"
          onClick={() => store.edit((document) => setCut(document, undefined))}
        >
          <RotateCcw className="icon" aria-hidden="true" />
          {t('cut.byCapacity')}
        </button>
      )}
    </span>
  );
}
