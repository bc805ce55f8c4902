import { describe, expect, it } from 'vitest';
import shared from '../../../../../tests/contract/outline.json';
import type { Edge, Node, Scenario } from '../document';
import { Graph } from '../graph';
import { groupsBegun, moveInChain, outlineOf, stuck } from '../outline';

function lines(scenario: Pick<Scenario, 'nodes' | 'edges' | 'groups'>): string[] {
  const rows = outlineOf(new Graph(scenario));
  const groups = groupsBegun(rows, scenario);
  return rows.map((row) => {
    const group = groups.get(row.id);
    const words =
      row.row === 'step'
        ? `${row.number} ${row.id}${row.loose ? ' loose' : ''}${group ? ` [${group.id}]` : ''}`
        : `${row.among ? row.way : '-'} ${row.leads} ${row.to ?? ''}`.trimEnd();
    return '  '.repeat(row.depth) + words;
  });
}

describe('the list', () => {
  for (const { name, document, lines: expected } of shared) {
    it(`is that of the server: ${name}`, () => {
      expect(lines(document as unknown as Scenario)).toEqual(expected);
    });
  }

  it('tells every step once, whatever is drawn', () => {
    let seed = 7;
    const chance = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    const kinds = ['message', 'wait', 'wait_event', 'split', 'task', 'exit'] as const;
    for (let round = 0; round < 200; round += 1) {
      const size = 1 + chance(12);
      const nodes: Node[] = [{ id: 'start', kind: 'trigger' }];
      for (let at = 0; at < size; at += 1) {
        const kind = kinds[chance(kinds.length)] ?? 'exit';
        nodes.push(
          kind === 'split' ? { id: `n${at}`, kind, paths: [{ path: 'a' }] } : { id: `n${at}`, kind },
        );
      }
      const edges: Edge[] = [];
      const graph = new Graph({ nodes, edges });
      for (const { id } of nodes) {
        for (const path of graph.waysOf(id)) {
          const to = nodes[chance(nodes.length + 2)]?.id;
          if (to === undefined) continue;
          edges.push(path === 'next' ? { from: id, to } : { from: id, path, to });
        }
      }
      const rows = outlineOf(new Graph({ nodes, edges }));
      const steps = rows.flatMap((row) => (row.row === 'step' ? [row.id] : []));
      expect([...steps].sort()).toEqual(nodes.map(({ id }) => id).sort());
      const ways = rows.flatMap((row) => (row.row === 'way' ? [`${row.id} ${row.way}`] : []));
      expect(new Set(ways).size).toBe(ways.length);
    }
  });

  it('tells a thousand nested steps', () => {
    const nodes: Node[] = [{ id: 'start', kind: 'trigger' }];
    const edges: Edge[] = [{ from: 'start', to: 's0' }];
    for (let at = 0; at < 500; at += 1) {
      nodes.push({ id: `s${at}`, kind: 'split', paths: [{ path: 'a' }] }, { id: `m${at}`, kind: 'message' });
      edges.push(
        { from: `s${at}`, path: 'a', to: at < 499 ? `s${at + 1}` : `m${at}` },
        { from: `s${at}`, path: 'else', to: `m${at}` },
      );
      if (at > 0) edges.push({ from: `m${at}`, to: `m${at - 1}` });
    }
    expect(outlineOf(new Graph({ nodes, edges })).filter((row) => row.row === 'step')).toHaveLength(1001);
  });
});

describe('a step moved within its chain', () => {
  const chain: Scenario = {
    format: 'scenario/1',
    key: 's',
    name: 'S',
    nodes: [
      { id: 'start', kind: 'trigger' },
      { id: 'a', kind: 'message' },
      { id: 'b', kind: 'wait' },
      { id: 'c', kind: 'split', paths: [{ path: 'x' }] },
      { id: 'd', kind: 'message' },
      { id: 'e', kind: 'message' },
      { id: 'end', kind: 'exit' },
    ],
    edges: [
      { from: 'start', to: 'a' },
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'c', path: 'x', to: 'd' },
      { from: 'c', path: 'else', to: 'e' },
      { from: 'd', to: 'e' },
    ],
    layout: { a: [0, 0], b: [0, 100] },
  };
  const graph = new Graph(chain);

  it('changes places with the next one, on the canvas too', () => {
    const moved = moveInChain(chain, graph, 'a', 'down');
    expect(lines(moved).slice(0, 4)).toEqual(['1 start', '2 b', '3 a', '4 c']);
    expect(moved.layout).toEqual({ a: [0, 100], b: [0, 0] });
  });

  it('comes back when it is moved back', () => {
    const moved = moveInChain(chain, graph, 'a', 'down');
    expect(lines(moveInChain(moved, new Graph(moved), 'a', 'up'))).toEqual(lines(chain));
  });

  it.each([
    ['a', 'up', 'trigger'],
    ['b', 'down', 'fork'],
    ['c', 'down', 'fork'],
    ['d', 'up', 'fork'],
    // Whoever comes by the other way would pass through it too.
    ['d', 'down', 'merge'],
    ['e', 'up', 'merge'],
    ['e', 'down', 'end'],
    ['end', 'down', 'end'],
  ] as const)('says why %s cannot move %s', (id, by, why) => {
    expect(stuck(chain, graph, id, by)).toBe(why);
    expect(moveInChain(chain, graph, id, by)).toBe(chain);
  });

  it('moves the last but one of an unfinished chain', () => {
    const open: Scenario = { ...chain, nodes: chain.nodes.slice(0, 3), edges: chain.edges.slice(0, 2) };
    const moved = moveInChain(open, new Graph(open), 'a', 'down');
    expect(lines(moved)).toEqual(['1 start', '2 b', '3 a', '- open']);
  });
});
