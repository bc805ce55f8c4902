import './draw.css';
import type { Node as FlowNode, NodeProps } from '@xyflow/react';
import { memo, type PointerEvent, use, useEffect, useRef, useState } from 'react';
import { type Note, type Size, textOf } from '../../model/document';
import { fairSize, sizeOfNote } from '../../model/notes';
import { type ThingActions, ThingContext } from './thingContext';
import { NOTE_ICONS } from './tones';

export interface NoteData extends Record<string, unknown> {
  note: Note;
  writing: boolean;
}
export type NoteNode = FlowNode<NoteData, 'note'>;

/** Follows the corner of a note under the pointer; answers when it is let go. */
function useCorner(note: Note, zoom: () => number, onEnd: (size: Size) => void) {
  const [size, setSize] = useState<Size>();
  const start = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    event.stopPropagation();
    const [x, y] = [event.clientX, event.clientY];
    const [width, height] = sizeOfNote(note);
    const corner = event.currentTarget;
    const scale = zoom();
    let now: Size = [width, height];
    corner.setPointerCapture(event.pointerId);
    const follow = (moved: globalThis.PointerEvent): void => {
      now = fairSize([width + (moved.clientX - x) / scale, height + (moved.clientY - y) / scale]);
      setSize(now);
    };
    const stop = (): void => {
      corner.removeEventListener('pointermove', follow);
      corner.removeEventListener('pointerup', stop);
      corner.removeEventListener('pointercancel', stop);
      setSize(undefined);
      onEnd(now);
    };
    corner.addEventListener('pointermove', follow);
    corner.addEventListener('pointerup', stop);
    corner.addEventListener('pointercancel', stop);
  };
  return { size, start };
}

/** Where the words of a note are written; Esc gives the focus back to the note. */
function Field({ id, words, actions }: { id: string; words: string; actions: ThingActions }) {
  const { d } = actions;
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, []);
  return (
    <textarea
      ref={field}
      className="ed-note-text nodrag nopan nowheel"
      aria-label={d('note.text')}
      placeholder={d('note.hint')}
      value={words}
      maxLength={4000}
      onChange={(event) => actions.setWords(id, event.target.value)}
      onBlur={() => actions.write(undefined)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.closest<HTMLElement>('.react-flow__node')?.focus({ preventScroll: true });
      }}
    />
  );
}

function Card({ id: key, data, selected }: NodeProps<NoteNode>) {
  const actions = use(ThingContext);
  const { note } = data;
  const tone = note.tone ?? 'note';
  const Icon = NOTE_ICONS[tone];
  const corner = useCorner(
    note,
    () => actions?.zoom() ?? 1,
    (size) => actions?.resize(note.id, size),
  );
  if (!actions) return null;
  const { d, locale, readOnly } = actions;
  const words = textOf(note.text, locale);
  const [width, height] = corner.size ?? sizeOfNote(note);
  return (
    <div
      className="ed-sticky"
      data-note={tone}
      data-selected={selected || undefined}
      style={{ width, height }}
    >
      <span className="ed-note-tone">
        <Icon aria-hidden="true" strokeWidth={2.2} />
        {d(`note.tone.${tone}`)}
      </span>
      {data.writing ? (
        <Field id={key} words={words} actions={actions} />
      ) : (
        <p className="ed-note-text">{words || <span className="ed-note-hint">{d('note.hint')}</span>}</p>
      )}
      {!readOnly && (
        <span
          className="ed-note-corner nodrag nopan"
          title={d('note.resize')}
          aria-hidden="true"
          onPointerDown={corner.start}
        />
      )}
    </div>
  );
}

export const NoteCard = memo(Card);
