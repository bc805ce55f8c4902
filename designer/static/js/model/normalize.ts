import type { Edge, Node, Position, Scenario } from './document';
import { NODE_KINDS } from './document';

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

/** Ways out must have names to be drawn; a list that is none is left to the findings. */
function withPaths(node: Node): Node {
  if (node.kind !== 'split' && node.kind !== 'experiment') return node;
  if (node.paths === undefined) return node;
  const paths: unknown[] = Array.isArray(node.paths) ? node.paths : [];
  return { ...node, paths: paths.filter((way) => isRecord(way) && isText(way.path)) } as Node;
}

/**
 * Any draft the server keeps, as a document the editor can draw.
 *
 * The server keeps every JSON object; what cannot be drawn at all (a node without id) is dropped here, and
 * everything else, unknown fields included, is kept as it came.
 */
export function normalize(draft: unknown, key = ''): Scenario {
  const plain: Plain = isRecord(draft) ? draft : {};
  const seen = new Set<string>();
  const nodes: Node[] = [];
  for (const node of Array.isArray(plain.nodes) ? plain.nodes : []) {
    if (!isNode(node) || seen.has(node.id)) continue;
    seen.add(node.id);
    nodes.push(withPaths(node));
  }
  const edges = (Array.isArray(plain.edges) ? plain.edges : []).filter(isEdge);
  const { layout: _, ...rest } = plain;
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
  return scenario;
}
