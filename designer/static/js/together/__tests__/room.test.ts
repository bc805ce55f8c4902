import { expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { Unreachable } from '../../api/client';
import type { Heard, Said } from '../../api/room';
import { sample } from '../../model/__tests__/sample';
import type { Node, Scenario } from '../../model/document';
import { Shared } from '../../model/store';
import { Draughtsman, type Exchange, NOWHERE, verdict, Workshop } from './workshop';

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

async function enter(exchange: Exchange, client: string): Promise<Draughtsman> {
  const said = { client, epoch: null, since: 0, revision: null, version: null, presence: NOWHERE };
  return new Draughtsman(await exchange(said), client, exchange);
}

const origin = (value: string) => (now: Scenario) => ({ ...now, sheet: { ...now.sheet, origin: value } });

it.each(['mine', 'theirs'] as const)(
  'what comes between listening and speaking after an absence is decided by the reader (%s)',
  async (side) => {
    const room = server(tagged(sample()));
    let away = false;
    const cable: Exchange = (said) => (away ? Promise.reject(new Unreachable('cut')) : room.exchange(said));
    const [ana, ben] = [
      await enter(cable, PEOPLE[0] as string),
      await enter(room.exchange, PEOPLE[1] as string),
    ];
    away = true;
    ana.store.change(origin('mine'));
    await ana.room.ask();
    expect(ana.room.status.kind).toBe('offline');
    away = false;
    await ana.room.ask();
    ben.store.change(origin('theirs'));
    await ben.room.flush();
    await ana.room.flush();
    expect(ana.room.clash?.overlaps).toMatchObject([{ key: 'sheet/origin', mine: 'mine', theirs: 'theirs' }]);
    await ana.room.resolve(new Map([['sheet/origin', side]]));
    await ben.room.ask();
    expect(
      [room.draft(), ana.store.snapshot(), ben.store.snapshot()].map(({ sheet }) => sheet?.origin),
    ).toEqual([side, side, side]);
  },
);

it('who saves by hand is asked about what others have said in the same place', async () => {
  const room = server(tagged(sample()));
  const [ana, ben] = [
    await enter(room.exchange, PEOPLE[0] as string),
    await enter(room.exchange, PEOPLE[1] as string),
  ];
  ana.room.setAutomatic(false);
  ana.store.change(origin('mine'));
  ben.store.change(origin('theirs'));
  await ben.room.flush();
  await ana.room.flush();
  expect(ana.room.clash?.overlaps).toMatchObject([{ mine: 'mine', theirs: 'theirs' }]);
});

it('a step that one takes away and another keeps has what a third wrote of it meanwhile', async () => {
  const room = server(tagged(sample()));
  let away = false;
  const cable: Exchange = (said) => (away ? Promise.reject(new Unreachable('cut')) : room.exchange(said));
  const ana = await enter(cable, PEOPLE[0] as string);
  const [ben, cleo] = [
    await enter(room.exchange, PEOPLE[1] as string),
    await enter(room.exchange, PEOPLE[2] as string),
  ];
  const say = (fields: object) => (now: Scenario) => ({
    ...now,
    nodes: now.nodes.map((node) => (node.id === id ? ({ ...node, ...fields } as Node) : node)),
  });
  const id = 'm1';
  away = true;
  ana.store.change(say({ title: 'Ana' }));
  await ana.room.ask();
  ben.store.change((now) => ({ ...now, nodes: now.nodes.filter((node) => node.id !== id) }));
  cleo.store.change(say({ comment: 'Cleo' }));
  await ben.room.flush();
  await cleo.room.flush();
  away = false;
  await ana.room.ask();
  await ana.room.resolve(new Map((ana.room.clash?.overlaps ?? []).map(({ key }) => [key, 'mine'])));
  expect(room.draft().nodes.find((node) => node.id === id)).toMatchObject({ title: 'Ana', comment: 'Cleo' });
});
