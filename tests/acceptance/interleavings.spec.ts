/** Editors as they are, over a server as it is: `test_interleavings.py` starts it, and says where. */
import { expect, it } from 'vitest';
import { type Api, createApi } from '../../designer/static/js/api/client';
import { synchronise } from '../../designer/static/js/api/room';
import { sample } from '../../designer/static/js/model/__tests__/sample';
import type { Node, Scenario } from '../../designer/static/js/model/document';
import { verdict, Workshop } from '../../designer/static/js/together/__tests__/workshop';

const address = process.env.INTERLEAVINGS_SERVER as string;
const count = Number(process.env.INTERLEAVINGS);
/** One of them alone, to look at. */
const only = process.env.INTERLEAVINGS_SEED;
const seeds = only === undefined ? Array.from({ length: count }, (_, seed) => seed) : [Number(only)];

async function enter(): Promise<Api> {
  const page = await fetch(`${address}/scenarios`);
  const cookie = page.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  const token = /name="csrf-token" content="([^"]+)"/.exec(await page.text())?.[1] as string;
  return createApi(
    () => token,
    `${address}/api/v1`,
    (path, init) => fetch(path, { ...init, headers: { ...init.headers, Cookie: cookie } as Record<string, string> }),
  );
}

function tagged(key: string): Scenario {
  const scenario = sample();
  return {
    ...scenario,
    key,
    nodes: scenario.nodes.map((node) => ({ ...node, tag: `first-${node.id}` }) as unknown as Node),
    layout: Object.fromEntries(scenario.nodes.map(({ id }, index) => [id, [0, index * 120]])),
  };
}

it(`${count} ways of drawing at once end in one document, with every last hand in it`, async () => {
  const api = await enter();
  const faults: string[] = [];
  let clashes = 0;
  for (const seed of seeds) {
    const key = `interleaving-${seed}`;
    await api.ask('POST', '/scenarios', { document: tagged(key) });
    const workshop = new Workshop(seed, 4);
    await workshop.enter((said) => synchronise(api, key, said), 2 + (seed % 2));
    for (let step = 0; step < 30; step += 1) await workshop.step();
    await workshop.end();
    clashes += workshop.clashes;
    const { document } = await api.load(key);
    await api.ask('POST', `/scenarios/${key}/archive`);
    for (const fault of verdict(workshop, document as Scenario)) faults.push(`seed ${seed}: ${fault}`);
  }
  expect(faults).toEqual([]);
  // The hard case is among them: people who were away, and said something else in the same place.
  if (only === undefined) expect(clashes).toBeGreaterThan(count / 40);
});
