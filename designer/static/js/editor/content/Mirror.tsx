import type { RefObject } from 'react';
import type { Fault } from '../fields/server';
import { pieces } from './liquid';

interface MirrorProps {
  text: string;
  faults: readonly Fault[];
  /** Where a list of names hangs. */
  caret: number | undefined;
  /** A text that is not there yet takes the room of what it would say. */
  placeholderOf: string | undefined;
  outer: RefObject<HTMLDivElement | null>;
}

interface Run {
  readonly text: string;
  readonly start: number;
  readonly isTag: boolean;
  readonly severity: Fault['severity'] | undefined;
}

/** The text cut wherever a merge field or a fault begins or ends, or the caret stands. */
export function runs(text: string, faults: readonly Fault[], caret: number | undefined): readonly Run[] {
  const parts = pieces(text);
  const cuts = new Set([0, text.length, ...(caret === undefined ? [] : [caret])]);
  for (const { start } of parts) cuts.add(start);
  for (const { start, end } of faults) for (const cut of [start, end]) cuts.add(Math.min(cut, text.length));
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((start, index) => ({
    text: text.slice(start, places[index + 1]),
    start,
    isTag: parts.findLast((piece) => piece.start <= start)?.isTag ?? false,
    severity: faults.find((fault) => fault.start <= start && start < fault.end)?.severity,
  }));
}

/** The same text behind the text, with its marks; it is drawn only. */
export function Mirror({ text, faults, caret, placeholderOf, outer }: MirrorProps) {
  return (
    <div aria-hidden="true" className="ct-mirror" ref={outer}>
      {runs(text, faults, caret).map((run) => (
        <span key={run.start}>
          {run.start === caret && <span data-caret="" />}
          <span className={run.isTag ? 'ct-tag' : undefined} data-fault={run.severity}>
            {run.text}
          </span>
        </span>
      ))}
      {caret === text.length && <span data-caret="" />}
      {placeholderOf}
      {/* A line break at the end is a line of its own in the text. */}
      {'\u200b'}
    </div>
  );
}
