import type { Edge, Node, Scenario } from './document';

/** Name of the only way out of a node that has one; its edge carries no path. */
export const NEXT = 'next';
/** The way out of a split that no condition leads to; it always exists. */
export const ELSE = 'else';

/** The ways out of a node, in the order they are drawn. */
export function waysOut(node: Node): string[] {
  switch (node.kind) {
    case 'wait_event':
      return ['event', 'timeout'];
    case 'split':
      return [...(node.paths ?? []).map((way) => way.path), ELSE];
    case 'experiment':
      return (node.paths ?? []).map((way) => way.path);
    case 'task':
      return ['done', 'refused', 'expired'];
    case 'exit':
      return [];
    default:
      return [NEXT];
  }
}

/** The way out an edge leaves by. */
export function wayOf(edge: Edge): string {
  return edge.path ?? NEXT;
}

/** A key for an edge that stays the same while its ends do. */
export function edgeKey(edge: Edge): string {
  return `${edge.from}|${wayOf(edge)}|${edge.to}`;
}

/** Read-only view of a scenario's graph; edges to missing nodes are left aside. */
export class Graph {
  readonly nodes = new Map<string, Node>();
  readonly edges: Edge[] = [];
  private readonly leaving = new Map<string, Edge[]>();
  private readonly arriving = new Map<string, Edge[]>();

  constructor(scenario: Pick<Scenario, 'nodes' | 'edges'>) {
    for (const node of scenario.nodes) this.nodes.set(node.id, node);
    for (const edge of scenario.edges) {
      if (!this.nodes.has(edge.from) || !this.nodes.has(edge.to)) continue;
      this.edges.push(edge);
      push(this.leaving, edge.from, edge);
      push(this.arriving, edge.to, edge);
    }
    // Edges follow the order of the ways out, so that every walk reads left to right.
    for (const [id, edges] of this.leaving) {
      const ways = this.waysOf(id);
      edges.sort((a, b) => ways.indexOf(wayOf(a)) - ways.indexOf(wayOf(b)));
    }
  }

  waysOf(id: string): string[] {
    const node = this.nodes.get(id);
    return node ? waysOut(node) : [];
  }

  out(id: string): readonly Edge[] {
    return this.leaving.get(id) ?? [];
  }

  into(id: string): readonly Edge[] {
    return this.arriving.get(id) ?? [];
  }

  /** The edge that leaves a node by a way out. */
  by(id: string, way: string): Edge | undefined {
    return this.out(id).find((edge) => wayOf(edge) === way);
  }

  /** Ways out that lead nowhere yet. */
  freeWays(id: string): string[] {
    return this.waysOf(id).filter((way) => !this.by(id, way));
  }

  /** Ids that can be reached from a node, itself included. */
  reachable(id: string): Set<string> {
    const seen = new Set<string>();
    const stack = [id];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      for (const edge of this.out(at)) stack.push(edge.to);
    }
    return seen;
  }

  /**
   * Ids in reading order: every node after all that lead to it (edges that close a loop aside),
   * first ways out first; what no trigger reaches comes last.
   */
  order(): string[] {
    const done = new Set<string>();
    const finished: string[] = [];
    const visit = (root: string): void => {
      // Depth first without recursion: a journey may be a thousand steps long.
      const stack: { id: string; left: string[] }[] = [];
      const enter = (id: string): void => {
        done.add(id);
        stack.push({ id, left: this.out(id).map((edge) => edge.to) });
      };
      enter(root);
      for (let top = stack.at(-1); top; top = stack.at(-1)) {
        const next = top.left.pop();
        if (next === undefined) {
          finished.push(top.id);
          stack.pop();
        } else if (!done.has(next)) enter(next);
      }
    };
    const roots = [...this.nodes.values()];
    const triggers = roots.filter((node) => node.kind === 'trigger');
    const loose = roots.filter((node) => node.kind !== 'trigger' && this.into(node.id).length === 0);
    // Finishing order is reversed at the end, hence the last root is visited first.
    const islands: string[] = [];
    for (const node of [...triggers, ...loose, ...roots]) {
      if (done.has(node.id)) continue;
      const from = finished.length;
      visit(node.id);
      islands.push(...finished.slice(from).reverse());
    }
    return islands;
  }

  /** T1, T2, …: the messages in the order in which a contact can reach them, fewest steps first. */
  contactTimes(): Map<string, string> {
    const all = [...this.nodes.values()];
    const start = all.find((node) => node.kind === 'trigger');
    const reached = new Set(start ? [start.id] : []);
    // A set walks over what is added to it meanwhile.
    for (const id of reached) for (const edge of this.out(id)) reached.add(edge.to);
    for (const node of all) reached.add(node.id);
    const messages = [...reached].filter((id) => this.nodes.get(id)?.kind === 'message');
    return new Map(messages.map((id, index) => [id, `T${index + 1}`]));
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
