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

/** Every node under an id of its own: a missing or second one is given a new name, never dropped. */
function withIds(nodes: readonly unknown[]): Node[] {
  const seen = new Set<string>();
  return nodes.filter(isRecord).map((node) => {
    const wish = isText(node.id) && node.id !== '' ? node.id : 'step';
    let id = wish;
    for (let number = 2; seen.has(id); number += 1) id = `${wish}-${number}`;
    seen.add(id);
    const kind = isText(node.kind) ? node.kind : 'unknown';
    const sound = id === node.id && kind === node.kind ? node : { ...node, id, kind };
    return withPaths(sound) as unknown as Node;
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
