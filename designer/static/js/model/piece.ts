import { freshId, freshName } from './blank';
import type { Edge, Group, Node, Note, Position, Scenario } from './document';
import { CARD, cardHeight, GAP } from './geometry';
import { overlaps, type Places, withPlaces } from './places';

/** A part of a scenario on its way to the clipboard or to a copy. */
export interface Piece {
  nodes: Node[];
  edges: Edge[];
  layout: Record<string, Position>;
  notes?: Note[];
  /** Groups all of whose steps are in the piece. */
  groups?: Group[];
}

/** The chosen nodes, the edges among them and their places. The trigger is never copied: there is one. */
export function pieceOf(
  scenario: Scenario,
  ids: readonly string[],
  places: Places,
  notes: readonly string[] = [],
): Piece {
  const chosen = new Set(ids);
  const nodes = scenario.nodes.filter((node) => chosen.has(node.id) && node.kind !== 'trigger');
  const inside = new Set(nodes.map((node) => node.id));
  const papers = (scenario.notes ?? []).filter((note) => notes.includes(note.id));
  const groups = (scenario.groups ?? []).filter((group) => group.nodes.every((id) => inside.has(id)));
  return {
    nodes,
    edges: scenario.edges.filter((edge) => inside.has(edge.from) && inside.has(edge.to)),
    layout: Object.fromEntries(nodes.map((node) => [node.id, places[node.id] ?? [0, 0]])),
    ...(papers.length > 0 && { notes: papers }),
    ...(groups.length > 0 && { groups }),
  };
}

/** How far to the right a piece must move so that none of its cards covers another. */
export function freeOffset(scenario: Scenario, piece: Piece, places: Places): Position {
  const step = CARD.width + GAP.across;
  // Notes may lie on anything, but not just on the one they are a copy of.
  if (piece.nodes.length === 0) {
    const taken = new Set((scenario.notes ?? []).map((note) => note.at.join()));
    let by = 0;
    while ((piece.notes ?? []).some((note) => taken.has([note.at[0] + by, note.at[1] + by].join()))) by += 24;
    return [by, by];
  }
  const free = (shift: number): boolean =>
    piece.nodes.every((node) => {
      const [x, y] = piece.layout[node.id] ?? [0, 0];
      return scenario.nodes.every((other) => {
        const at = places[other.id];
        return !at || !overlaps([x + shift, y], cardHeight(node), at, cardHeight(other));
      });
    });
  let shift = 0;
  while (!free(shift)) shift += step;
  return [shift, 0];
}

export interface Pasted {
  scenario: Scenario;
  ids: string[];
  notes: string[];
}

/** Puts a piece in under new ids, moved by an offset; answers with the new ids. */
export function paste(scenario: Scenario, piece: Piece, places: Places, offset: Position): Pasted {
  const renamed = new Map<string, string>();
  let grown = scenario;
  const layout: Record<string, Position> = { ...places };
  for (const node of piece.nodes) {
    const id = freshId(grown, node.kind);
    renamed.set(node.id, id);
    grown = { ...grown, nodes: [...grown.nodes, { ...node, id }] };
    const [x, y] = piece.layout[node.id] ?? [0, 0];
    layout[id] = [x + offset[0], y + offset[1]];
  }
  const edges = piece.edges.flatMap((edge) => {
    const from = renamed.get(edge.from);
    const to = renamed.get(edge.to);
    return from !== undefined && to !== undefined ? [{ ...edge, from, to }] : [];
  });
  const notes: string[] = [];
  for (const note of piece.notes ?? []) {
    const all = grown.notes ?? [];
    const id = freshName(
      all.map((one) => one.id),
      'n',
    );
    notes.push(id);
    const at: Position = [note.at[0] + offset[0], note.at[1] + offset[1]];
    grown = { ...grown, notes: [...all, { ...note, id, at }] };
  }
  for (const group of piece.groups ?? []) {
    const nodes = group.nodes.flatMap((id) => renamed.get(id) ?? []);
    if (nodes.length === 0) continue;
    const all = grown.groups ?? [];
    const id = freshName(
      all.map((one) => one.id),
      'g',
    );
    grown = { ...grown, groups: [...all, { ...group, id, nodes }] };
  }
  const next = { ...grown, edges: [...grown.edges, ...edges] };
  return {
    scenario: piece.nodes.length > 0 ? withPlaces(next, layout) : next,
    ids: [...renamed.values()],
    notes,
  };
}
