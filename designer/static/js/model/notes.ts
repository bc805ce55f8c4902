import { freshName } from './blank';
import type { Note, Position, Scenario, Size } from './document';
import { snap } from './geometry';

/** Sizes of a note in canvas pixels. */
export const NOTE = { usual: [208, 128], least: [96, 56], most: [960, 960] } as const;

export type NoteChange = Partial<Omit<Note, 'id'>>;

export function sizeOfNote(note: Pick<Note, 'size'>): Size {
  return note.size ?? [...NOTE.usual];
}

/** A size on the grid, neither too small to read nor larger than a screen. */
export function fairSize([width, height]: Readonly<Size>): Size {
  const fair = (value: number, axis: 0 | 1): number =>
    snap(Math.min(NOTE.most[axis], Math.max(NOTE.least[axis], value)));
  return [fair(width, 0), fair(height, 1)];
}

function withNotes(scenario: Scenario, notes: Note[]): Scenario {
  const { notes: _, ...rest } = scenario;
  return notes.length > 0 ? { ...rest, notes } : rest;
}

/** Puts a note on the canvas. */
export function addNote(
  scenario: Scenario,
  at: Position,
  note: NoteChange = {},
): { scenario: Scenario; id: string } {
  const notes = scenario.notes ?? [];
  const id = freshName(
    notes.map((one) => one.id),
    'n',
  );
  const made: Note = { id, text: '', ...note, at: [snap(at[0]), snap(at[1])] };
  return { scenario: withNotes(scenario, [...notes, made]), id };
}

/** Changes a note: its words, its tone, its size, its place. */
export function setNote(scenario: Scenario, id: string, change: NoteChange): Scenario {
  const notes = scenario.notes ?? [];
  if (!notes.some((note) => note.id === id)) return scenario;
  return withNotes(
    scenario,
    notes.map((note) => (note.id === id ? { ...note, ...change } : note)),
  );
}

/** A note made larger or smaller by so many pixels, its upper left corner where it was. */
export function growNote(scenario: Scenario, id: string, by: Readonly<Size>): Scenario {
  const note = scenario.notes?.find((one) => one.id === id);
  if (!note) return scenario;
  const [width, height] = sizeOfNote(note);
  return setNote(scenario, id, { size: fairSize([width + by[0], height + by[1]]) });
}

/** Writes down where notes stand. */
export function moveNotes(scenario: Scenario, moved: Readonly<Record<string, Position>>): Scenario {
  const notes = scenario.notes ?? [];
  if (!notes.some((note) => moved[note.id])) return scenario;
  return withNotes(
    scenario,
    notes.map((note) => {
      const at = moved[note.id];
      return at ? { ...note, at: [snap(at[0]), snap(at[1])] } : note;
    }),
  );
}

export function removeNotes(scenario: Scenario, ids: readonly string[]): Scenario {
  const notes = scenario.notes ?? [];
  const kept = notes.filter((note) => !ids.includes(note.id));
  return kept.length === notes.length ? scenario : withNotes(scenario, kept);
}
