import { move } from './commands';
import type { Position, Scenario, Size } from './document';
import { CARD, cardHeight } from './geometry';
import { frameOf, notesIn } from './groups';
import { moveNotes, sizeOfNote } from './notes';
import type { Places } from './places';

/**
 * What stands on the canvas, by key: a step under its id, a note and a group under their id with a word
 * before it that no id can begin with.
 */
export type Thing = { kind: 'step' | 'note' | 'group'; id: string };

export const noteKey = (id: string): string => `note:${id}`;
export const groupKey = (id: string): string => `group:${id}`;

export function thingOf(key: string): Thing {
  const [word, ...rest] = key.split(':');
  if (rest.length > 0 && (word === 'note' || word === 'group')) return { kind: word, id: rest.join(':') };
  return { kind: 'step', id: key };
}

/** A card or a note with its place and size. */
export interface Box {
  key: string;
  at: Position;
  size: Size;
}

/** The boxes of steps and notes. */
export function boxesOf(
  scenario: Scenario,
  places: Places,
  nodes: readonly string[],
  notes: readonly string[] = [],
): Box[] {
  const cards = scenario.nodes.flatMap((node): Box[] => {
    const at = nodes.includes(node.id) ? places[node.id] : undefined;
    return at ? [{ key: node.id, at, size: [CARD.width, cardHeight(node)] }] : [];
  });
  const papers = (scenario.notes ?? []).flatMap((note): Box[] =>
    notes.includes(note.id) ? [{ key: noteKey(note.id), at: note.at, size: sizeOfNote(note) }] : [],
  );
  return [...cards, ...papers];
}

export interface Moves {
  nodes: Record<string, Position>;
  notes: Record<string, Position>;
}

/**
 * What moves where when things are put at new places: a group takes its cards along, and the notes that
 * lie in its box.
 */
export function movesOf(scenario: Scenario, places: Places, moved: Places): Moves {
  const found: Moves = { nodes: {}, notes: {} };
  for (const [key, at] of Object.entries(moved)) {
    const thing = thingOf(key);
    if (thing.kind !== 'group') continue;
    const nodes = scenario.groups?.find((one) => one.id === thing.id)?.nodes ?? [];
    const frame = frameOf(scenario, nodes, places);
    if (!frame) continue;
    const [dx, dy] = [at[0] - frame.at[0], at[1] - frame.at[1]];
    for (const id of nodes) {
      const place = places[id];
      if (place) found.nodes[id] = [place[0] + dx, place[1] + dy];
    }
    for (const id of notesIn(scenario, frame)) {
      const note = scenario.notes?.find((one) => one.id === id);
      if (note) found.notes[id] = [note.at[0] + dx, note.at[1] + dy];
    }
  }
  for (const [key, at] of Object.entries(moved)) {
    const thing = thingOf(key);
    if (thing.kind === 'step') found.nodes[thing.id] = at;
    else if (thing.kind === 'note') found.notes[thing.id] = at;
  }
  return found;
}

/** Moves steps, notes and groups by hand, as one step to undo. */
export function moveThings(scenario: Scenario, places: Places, moved: Places): Scenario {
  const { nodes, notes } = movesOf(scenario, places, moved);
  const next = Object.keys(nodes).length > 0 ? move(scenario, places, nodes) : scenario;
  return moveNotes(next, notes);
}
