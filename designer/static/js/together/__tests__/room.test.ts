import { expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import type { Heard, Said } from '../../api/room';
import { sample } from '../../model/__tests__/sample';
import type { Node, Scenario } from '../../model/document';
import { Shared } from '../../model/store';
import { type Exchange, verdict, Workshop } from './workshop';

// Who writes under which number decides who wins: the same seed, the same story.
const numbers = vi.hoisted(() => {
  const state = { next: 1 };
  crypto.getRandomValues = <T extends ArrayBufferView | null>(array: T): T => {
    if (array instanceof Uint32Array) {
      state.next = (Math.imul(state.next, 1664525) + 1013904223) >>> 0;
      array.fill(state.next);
    }
    return array;
  };
  return state;
});

const PEOPLE = ['draughtsman-0', 'draughtsman-1', 'draughtsman-2'];

/** The server's part of a room, in memory. */
function server(scenario: Scenario): { exchange: Exchange; draft: () => Scenario } {
  const shared = new Shared();
  shared.write(scenario as unknown as Record<string, unknown>, 'server');
  const log: Uint8Array[] = [];
  const exchange = async (said: Said): Promise<Heard> => {
    if (said.update) {
      shared.apply(said.update);
      log.push(said.update);
    }
    const news = log.slice(said.since, said.update ? -1 : undefined);
    return {
      epoch: 1,
      seq: log.length,
      revision: log.length + 1,
      updates: news,
      state: said.epoch === null ? Y.encodeStateAsUpdate(shared.doc) : undefined,
      vector: Y.encodeStateVector(shared.doc),
      people: PEOPLE.map((client, colour) => ({ client, name: '', colour, cursor: null, nodes: [] })),
      standing: undefined,
    };
  };
  return { exchange, draft: () => shared.registers.read() as unknown as Scenario };
}

function tagged(scenario: Scenario): Scenario {
  return {
    ...scenario,
    nodes: scenario.nodes.map((node) => ({ ...node, tag: `first-${node.id}` }) as unknown as Node),
    layout: Object.fromEntries(scenario.nodes.map(({ id }, index) => [id, [0, index * 120]])),
  };
}

it.each(Array.from({ length: 1_000 }, (_, seed) => seed))(
  'everybody reads the same at the end (%i)',
  async (seed) => {
    numbers.next = seed;
    const room = server(tagged(sample()));
    const workshop = new Workshop(seed);
    await workshop.enter(room.exchange, 2 + (seed % 2));
    for (let step = 0; step < 40; step += 1) await workshop.step();
    await workshop.end();
    expect(verdict(workshop, room.draft())).toEqual([]);
  },
);
