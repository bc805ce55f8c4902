import type { Channel, Node, NodeKind, Scenario } from './document';
import { mark, retired } from './retired';

/** What the palette makes: a kind, and a channel where the kind is a message. */
export interface Blank {
  kind: NodeKind;
  channel?: Channel;
  /** Name of the first way out of a split, in the reader's language. */
  path?: string;
}

const PREFIX: Record<NodeKind, string> = {
  trigger: 'start',
  message: 'm',
  wait: 'w',
  wait_event: 'e',
  split: 's',
  experiment: 'ab',
  task: 'task',
  update: 'u',
  exit: 'end',
};

/** A name that none of these has: the prefix, the lowest free number, and the mark of the page. */
export function freshName(taken: Iterable<string>, prefix: string): string {
  const known = new Set(taken);
  const end = mark();
  for (let number = 1; ; number += 1) {
    const id = `${prefix}${number}${end}`;
    if (!known.has(id)) return id;
  }
}

/** A short id that no node has: `m3`, `w1`. */
export function freshId(scenario: Pick<Scenario, 'nodes'>, kind: NodeKind): string {
  const taken = new Set([...scenario.nodes.map((node) => node.id), ...retired()]);
  const prefix = PREFIX[kind];
  if ((kind === 'trigger' || kind === 'exit') && !taken.has(prefix) && mark() === '') return prefix;
  return freshName(taken, prefix);
}

/** A new node with the values most scenarios start from. */
export function blankNode(id: string, blank: Blank): Node {
  switch (blank.kind) {
    case 'message':
      return { id, kind: 'message', channel: blank.channel ?? 'email' };
    case 'wait':
      return { id, kind: 'wait', for: 'P2D' };
    case 'wait_event':
      return { id, kind: 'wait_event', timeout: 'P2D' };
    case 'split':
      return { id, kind: 'split', paths: [{ path: blank.path ?? 'a' }] };
    case 'experiment':
      return {
        id,
        kind: 'experiment',
        paths: [
          { path: 'a', share: 50 },
          { path: 'b', share: 50 },
        ],
      };
    case 'task':
      return { id, kind: 'task', queue: 'call-centre', sla: 'P2D' };
    case 'update':
      return { id, kind: 'update', set: {} };
    default:
      return { id, kind: blank.kind };
  }
}
