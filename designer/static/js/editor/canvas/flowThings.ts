import { useMemo, useRef } from 'react';
import { drawWords } from '../../i18n/draw';
import { type Locale, type Scenario, textOf } from '../../model/document';
import { frameOf } from '../../model/groups';
import { equal } from '../../model/immutable';
import { sizeOfNote } from '../../model/notes';
import type { Places } from '../../model/places';
import { groupKey, noteKey } from '../../model/things';
import type { Selection } from './flow';
import { GROUP_HANDLE, type GroupNode } from './GroupBox';
import type { NoteNode } from './NoteCard';

export interface ThingsInput {
  /** What is in sight of the scenario. */
  scenario: Scenario;
  /** Places of steps by id and of notes under a drag by key. */
  places: Places;
  selection: Selection;
  /** Key of the note or group that is being written in. */
  writing: string | undefined;
  locale: Locale;
  readOnly: boolean;
}

function notesOf({ scenario, places, selection, writing, locale, readOnly }: ThingsInput): NoteNode[] {
  const d = drawWords(locale);
  const chosen = new Set(selection.notes);
  return (scenario.notes ?? []).map((note): NoteNode => {
    const key = noteKey(note.id);
    const [x, y] = places[key] ?? note.at;
    const [width, height] = sizeOfNote(note);
    const tone = d(`note.tone.${note.tone ?? 'note'}`);
    return {
      id: key,
      type: 'note',
      position: { x, y },
      width,
      height,
      measured: { width, height },
      data: { note, writing: writing === key },
      selected: chosen.has(note.id),
      connectable: false,
      draggable: !readOnly && writing !== key,
      ariaLabel: d('note.label', { tone, text: textOf(note.text, locale) || d('note.empty') }),
      domAttributes: { tabIndex: 0, 'aria-roledescription': d('note.role') },
    };
  });
}

function groupsOf({ scenario, places, selection, writing, locale, readOnly }: ThingsInput): GroupNode[] {
  const d = drawWords(locale);
  const chosen = new Set(selection.nodes);
  return (scenario.groups ?? []).flatMap((group): GroupNode[] => {
    const frame = frameOf(scenario, group.nodes, places);
    if (!frame) return [];
    const key = groupKey(group.id);
    const [width, height] = frame.size;
    const title = textOf(group.title, locale) || d('group.untitled');
    return [
      {
        id: key,
        type: 'group',
        position: { x: frame.at[0], y: frame.at[1] },
        width,
        height,
        measured: { width, height },
        data: { group, writing: writing === key, chosen: group.nodes.every((id) => chosen.has(id)) },
        // A marquee inside a box is after its cards.
        selectable: false,
        connectable: false,
        draggable: !readOnly && writing !== key,
        dragHandle: GROUP_HANDLE,
        zIndex: -1,
        style: { pointerEvents: 'none' },
        ariaLabel: d('group.label', { title, count: group.nodes.length }),
        domAttributes: { tabIndex: 0, 'aria-roledescription': d('group.role') },
      },
    ];
  });
}

/** Groups and notes as React Flow wants them, below the cards; what did not change keeps its identity. */
export function useFlowThings(input: ThingsInput): (GroupNode | NoteNode)[] {
  const { scenario, places, selection, writing, locale, readOnly } = input;
  const cache = useRef(new Map<string, GroupNode | NoteNode>());
  return useMemo(() => {
    const given = { scenario, places, selection, writing, locale, readOnly };
    const things = [...groupsOf(given), ...notesOf(given)].map((thing) => {
      const before = cache.current.get(thing.id);
      return before && equal(before, thing) ? before : thing;
    });
    cache.current = new Map(things.map((thing) => [thing.id, thing]));
    return things;
  }, [scenario, places, selection, writing, locale, readOnly]);
}
