import { useCallback, useEffect } from 'react';
import { readClipboard, writeClipboard } from '../../model/clipboard';
import { freeOffset, type Piece, paste, pieceOf, remove } from '../../model/commands';
import { removeNotes } from '../../model/notes';
import { noteKey } from '../../model/things';
import { NOTHING } from './flow';
import { isTyping } from './keys';
import type { Stage } from './stage';
import type { Sight } from './useSight';

export interface Editing {
  removeSelection(): void;
  duplicate(): void;
}

const sizeOf = (piece: Piece): number => piece.nodes.length + (piece.notes?.length ?? 0);

/** What is taken away, copied and pasted; the clipboard holds text that other windows can read. */
export function useEditing(stage: Stage, { choose, focusStep }: Sight): Editing {
  const { session, state, graph, selection, onSelect, say, t, host } = stage;
  const { scenario, places, readOnly } = state;

  const removeSelection = useCallback((): void => {
    const { nodes: ids, edges: lines, notes = [] } = selection;
    const count = ids.length + lines.length + notes.length;
    if (count === 0 || readOnly) return;
    const before = ids
      .map((id) => graph.into(id)[0]?.from)
      .find((id) => id !== undefined && !ids.includes(id));
    if (!session.change((current) => removeNotes(remove(current, ids, lines), notes))) return;
    say(t('done.removed', { count }));
    if (before !== undefined) choose(before);
    else {
      onSelect(NOTHING);
      host.current?.focus();
    }
  }, [selection, readOnly, graph, session, say, t, choose, onSelect, host]);

  const pastePiece = useCallback(
    (piece: Piece): void => {
      let [ids, notes]: [string[], string[]] = [[], []];
      const done = session.change((current) => {
        const now = session.snapshot().places;
        const result = paste(current, piece, now, freeOffset(current, piece, now));
        [ids, notes] = [result.ids, result.notes];
        return result.scenario;
      });
      if (!done) return;
      say(t('done.pasted', { count: ids.length + notes.length }));
      onSelect({ nodes: ids, edges: [], notes });
      const first = ids[0] ?? (notes[0] === undefined ? undefined : noteKey(notes[0]));
      if (first !== undefined) focusStep(first);
    },
    [session, say, t, onSelect, focusStep],
  );

  const duplicate = useCallback((): void => {
    const piece = pieceOf(scenario, selection.nodes, places, selection.notes);
    if (sizeOf(piece) > 0 && !readOnly) pastePiece(piece);
  }, [scenario, selection, places, readOnly, pastePiece]);

  useEffect(() => {
    const here = (event: ClipboardEvent): boolean => {
      const focused = document.activeElement;
      return (
        !isTyping(event.target) && (focused === document.body || Boolean(host.current?.contains(focused)))
      );
    };
    const copy = (event: ClipboardEvent): void => {
      const piece = pieceOf(scenario, selection.nodes, places, selection.notes);
      // Words chosen with the mouse are copied as words.
      if (!here(event) || sizeOf(piece) === 0 || String(window.getSelection()) !== '') return;
      event.clipboardData?.setData('text/plain', writeClipboard(piece));
      event.preventDefault();
      if (event.type === 'cut') removeSelection();
      else say(t('done.copied', { count: sizeOf(piece) }));
    };
    const put = (event: ClipboardEvent): void => {
      if (!here(event) || readOnly) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      const piece = readClipboard(text);
      if (!piece) {
        if (text.trim() !== '') say(t('done.not_steps'));
        return;
      }
      event.preventDefault();
      pastePiece(piece);
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', put);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', put);
    };
  }, [scenario, selection, places, readOnly, removeSelection, pastePiece, say, t, host]);

  return { removeSelection, duplicate };
}
