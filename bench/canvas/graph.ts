import type { Edge, Node, Position, Scenario } from '../../designer/static/js/model/document';

/** Steps of one block: a message, its reaction, two answers, a split in three that meets again. */
const BLOCK = 10;

/**
 * A scenario of so many steps: blocks that branch and meet again, in columns side by side, each block
 * below the one before, with links from column to column. The same for the same number.
 */
export function scenarioOf(count: number, placed: boolean): Scenario {
  const nodes: Node[] = [{ id: 'start', kind: 'trigger' }];
  const edges: Edge[] = [];
  const layout: Record<string, Position> = { start: [0, 0] };
  const columns = Math.max(1, Math.round(Math.sqrt(count / BLOCK / 2)));
  const tails: (readonly [string, string | undefined])[] = Array(columns).fill(['start', undefined]);
  const put = (node: Node, column: number, x: number, y: number): void => {
    nodes.push(node);
    layout[node.id] = [column * 1320 + x * 304, 160 + y * 152];
  };
  const lead = (from: string, to: string, path?: string): void => {
    edges.push(path === undefined ? { from, to } : { from, path, to });
  };
  for (let block = 0; nodes.length + BLOCK <= count; block += 1) {
    const column = block % columns;
    const row = Math.floor(block / columns) * 6;
    const id = (name: string): string => `${name}${block}`;
    put({ id: id('m'), kind: 'message', channel: block % 3 ? 'email' : 'sms' }, column, 1, row);
    put({ id: id('e'), kind: 'wait_event', event: 'form.sent', timeout: 'P3D' }, column, 1, row + 1);
    put({ id: id('w'), kind: 'wait', for: 'P2D' }, column, 0, row + 2);
    put(
      { id: id('s'), kind: 'split', paths: [{ path: 'fidèle' }, { path: 'nouveau' }] } as Node,
      column,
      2,
      row + 2,
    );
    put({ id: id('a'), kind: 'message', channel: 'email' }, column, 0, row + 3);
    put({ id: id('b'), kind: 'message', channel: 'sms' }, column, 1, row + 3);
    put({ id: id('c'), kind: 'message', channel: 'push' }, column, 2, row + 3);
    put({ id: id('u'), kind: 'update', set: {} } as Node, column, 3, row + 3);
    put({ id: id('d'), kind: 'wait', for: 'P1D' }, column, 1, row + 4);
    put({ id: id('t'), kind: 'task', queue: 'call-centre', sla: 'P2D' }, column, 1, row + 5);
    const [from, path] = tails[column] ?? ['start', undefined];
    if (from !== 'start' || block === 0) lead(from, id('m'), path);
    else lead(`t${block - 1}`, id('m'), 'expired');
    lead(id('m'), id('e'));
    lead(id('e'), id('w'), 'event');
    lead(id('e'), id('s'), 'timeout');
    lead(id('w'), id('a'));
    lead(id('s'), id('b'), 'fidèle');
    lead(id('s'), id('c'), 'nouveau');
    lead(id('s'), id('u'), 'else');
    for (const name of ['a', 'b', 'c', 'u']) lead(id(name), id('d'));
    lead(id('d'), id('t'));
    tails[column] = [id('t'), 'done'];
  }
  while (nodes.length < count) {
    const id = `x${nodes.length}`;
    put({ id, kind: 'exit' }, 0, 4, nodes.length % BLOCK);
    const from = tails.pop();
    if (from && from[0] !== 'start') lead(from[0], id, from[1]);
  }
  const scenario: Scenario = { format: 'scenario/1', key: 'bench', name: 'Bench', nodes, edges };
  return placed ? { ...scenario, layout } : scenario;
}
