import type { Position } from './document';
import { groupsIn, isEdge, isNode, isPosition, notesIn } from './normalize';
import type { Piece } from './piece';

const FORMAT = 'scenario-steps/1';
/** More than any scenario holds; a longer text is not ours. */
const MAX_CHARACTERS = 2_000_000;

/** A piece as the text that goes to the system's clipboard. */
export function writeClipboard(piece: Piece): string {
  return JSON.stringify({ format: FORMAT, ...piece }, null, 2);
}

/** The piece a clipboard text holds, or nothing where the text is something else. */
export function readClipboard(text: string): Piece | undefined {
  if (text.length > MAX_CHARACTERS || !text.includes(FORMAT)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { format, nodes, edges, layout, notes, groups } = value as Record<string, unknown>;
  if (format !== FORMAT || !Array.isArray(nodes) || !Array.isArray(edges)) return undefined;
  const steps = nodes.filter(isNode).filter((node) => node.kind !== 'trigger');
  const papers = notesIn(notes);
  if (steps.length === 0 && papers.length === 0) return undefined;
  const boxes = groupsIn(groups);
  const places = typeof layout === 'object' && layout !== null ? Object.entries(layout) : [];
  return {
    nodes: steps,
    edges: edges.filter(isEdge),
    layout: Object.fromEntries(places.filter((entry): entry is [string, Position] => isPosition(entry[1]))),
    ...(papers.length > 0 && { notes: papers }),
    ...(boxes.length > 0 && { groups: boxes }),
  };
}
