import ELK from 'elkjs/lib/elk-api.js';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import type { Places } from '../model/commands';
import type { Scenario } from '../model/document';
import { fromElk, toElk } from './elkGraph';

let elk: InstanceType<typeof ELK> | undefined;

/** Arranges the whole scenario, in a worker that is started with the first call. */
export async function arrange(scenario: Scenario): Promise<Places> {
  elk ??= new ELK({ workerFactory: () => new Worker(workerUrl) });
  return fromElk(await elk.layout(toElk(scenario)));
}
