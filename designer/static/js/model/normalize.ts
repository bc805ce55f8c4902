import type { Edge, Group, Node, Note, Position, Scenario } from './document';
import { GROUP_TONES, NODE_KINDS, NOTE_TONES } from './document';
import { fairSize, NOTE } from './notes';

type Plain = Record<string, unknown>;

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** Whether a value can be drawn as a node: it has an id and a kind this editor knows. */
export function isNode(value: unknown): value is Node {
  return (
    isRecord(value) && isText(value.id) && value.id !== '' && NODE_KINDS.some((kind) => kind === value.kind)
  );
}

/** Whether a value can be drawn as an edge. */
export function isEdge(value: unknown): value is Edge {
  return (
    isRecord(value) &&
    isText(value.from) &&
    isText(value.to) &&
    (value.path === undefined || isText(value.path))
  );
}

export function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && value.length === 2 && value.every((part) => Number.isFinite(part));
}

/** Ways out must have names to be drawn; those without get one, so that nothing is lost. */
function withPaths(node: Plain): Plain {
  if (node.kind !== 'split' && node.kind !== 'experiment') return node;
  if (node.paths === undefined) return node;
  const paths: unknown[] = Array.isArray(node.paths) ? node.paths : [];
  if (Array.isArray(node.paths) && paths.every((way) => isRecord(way) && isText(way.path))) return node;
  return {
    ...node,
    paths: paths
      .filter(isRecord)
      .map((way, index) => (isText(way.path) ? way : { ...way, path: `way-${index + 1}` })),
  };
}

const isOneOf = (words: readonly string[], value: unknown): boolean => words.some((word) => word === value);
const isWords = (value: unknown): boolean => isText(value) || isRecord(value);

/** Every one under an id of its own: a missing or second one is given a new name. */
function named(items: readonly Plain[], usual: string): Plain[] {
  const seen = new Set<string>();
  return items.map((item) => {
    const wish = isText(item.id) && item.id !== '' ? item.id : usual;
    let id = wish;
    for (let number = 2; seen.has(id); number += 1) id = `${wish}-${number}`;
    seen.add(id);
    return id === item.id ? item : { ...item, id };
  });
}

/** The record without what is no value of these fields. */
function sound(item: Plain, checks: Readonly<Record<string, (value: unknown) => boolean>>): Plain {
  const wrong = Object.entries(checks).filter(([key, holds]) => item[key] !== undefined && !holds(item[key]));
  if (wrong.length === 0) return item;
  const names = new Set(wrong.map(([key]) => key));
  return Object.fromEntries(Object.entries(item).filter(([key]) => !names.has(key)));
}

/** The notes of a draft, each with an id, a place and a size that can be drawn. */
export function notesIn(value: unknown): Note[] {
  const items = (Array.isArray(value) ? value : []).filter(isRecord);
  return named(items, 'n').map((item) => {
    const note = sound(item, {
      text: isWords,
      tone: (tone) => isOneOf(NOTE_TONES, tone),
      at: isPosition,
      size: isPosition,
    });
    const fit = { ...note, at: note.at ?? [0, 0] } as unknown as Note;
    if (fit.size?.some((side, axis) => side < (NOTE.least[axis] ?? 0) || side > (NOTE.most[axis] ?? 0))) {
      fit.size = fairSize(fit.size);
    }
    return fit;
  });
}

/** The groups of a draft; a step that two of them name stays in the first. */
export function groupsIn(value: unknown): Group[] {
  const items = (Array.isArray(value) ? value : []).filter(isRecord);
  const seen = new Set<string>();
  return named(items, 'g').map((item) => {
    const box = sound(item, { title: isWords, tone: (tone) => isOneOf(GROUP_TONES, tone) });
    const nodes = (Array.isArray(box.nodes) ? box.nodes : []).filter(isText).filter((id) => {
      const first = !seen.has(id);
      seen.add(id);
      return first;
    });
    return { ...box, nodes } as unknown as Group;
  });
}

/** Every node under an id of its own: a missing or second one is given a new name, never dropped. */
function withIds(nodes: readonly unknown[]): Node[] {
  return named(nodes.filter(isRecord), 'step').map((node) => {
    const known = isText(node.kind) ? node : { ...node, kind: 'unknown' };
    return withPaths(known) as unknown as Node;
  });
}

/**
 * Any draft the server keeps, as a document the editor can draw.
 *
 * The server keeps every JSON object. Unknown fields and kinds of nodes are kept as they came; only what is
 * no node or edge at all (a number in the list, an edge without ends) is left out.
 */
export function normalize(draft: unknown, key = ''): Scenario {
  const plain: Plain = isRecord(draft) ? draft : {};
  const nodes = withIds(Array.isArray(plain.nodes) ? plain.nodes : []);
  const edges = (Array.isArray(plain.edges) ? plain.edges : []).filter(isEdge);
  const { layout: _, placed, notes, groups, ...rest } = plain;
  const scenario = {
    ...rest,
    format: 'scenario/1',
    key: isText(plain.key) ? plain.key : key,
    name: isText(plain.name) || isRecord(plain.name) ? plain.name : '',
    nodes,
    edges,
  } as Scenario;
  if (isRecord(plain.layout)) {
    const places = Object.entries(plain.layout).filter((entry): entry is [string, Position] =>
      isPosition(entry[1]),
    );
    if (places.length > 0) scenario.layout = Object.fromEntries(places);
  }
  const hand = [...new Set((Array.isArray(placed) ? placed : []).filter(isText))];
  if (hand.length > 0) scenario.placed = hand;
  const papers = notesIn(notes);
  if (papers.length > 0) scenario.notes = papers;
  const boxes = groupsIn(groups);
  if (boxes.length > 0) scenario.groups = boxes;
  return scenario;
}
