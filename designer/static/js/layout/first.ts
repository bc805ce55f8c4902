import type { Places } from '../model/commands';
import type { Scenario } from '../model/document';
import { stack } from './stack';

/** How long opening waits for the layout engine before it draws without it, milliseconds. */
const PATIENCE = 2_500;

/** Arranges the whole scenario in a worker, fetched with the first call. */
export async function arrange(scenario: Scenario): Promise<Places> {
  const elk = await import('./elk');
  return elk.arrange(scenario);
}

/** Places for a document that has none: the engine's, or plain ones where it is slow or away. */
export async function firstPlaces(scenario: Scenario): Promise<Places> {
  if (scenario.nodes.every((node) => scenario.layout?.[node.id])) return {};
  const patience = new Promise<Places>((resolve) => setTimeout(() => resolve(stack(scenario)), PATIENCE));
  return Promise.race([arrange(scenario).catch(() => stack(scenario)), patience]);
}
