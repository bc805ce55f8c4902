import type { Places } from '../model/commands';
import type { Scenario } from '../model/document';
import { quick } from './quick';

/** How long opening waits for the layout engine before it draws without it, milliseconds. */
const PATIENCE = 1_500;
/** From so many steps on the engine takes seconds: it is asked for by the reader, not by opening. */
const LARGE = 120;

/** Arranges the whole scenario in a worker, fetched with the first call. */
export async function arrange(scenario: Scenario): Promise<Places> {
  const elk = await import('./elk');
  return elk.arrange(scenario);
}

/** Places for a document that has none: the engine's, or quicker ones where it is slow, away, or has much to do. */
export async function firstPlaces(scenario: Scenario): Promise<Places> {
  if (scenario.nodes.every((node) => scenario.layout?.[node.id])) return {};
  if (scenario.nodes.length > LARGE) return quick(scenario);
  const patience = new Promise<Places>((resolve) => setTimeout(() => resolve(quick(scenario)), PATIENCE));
  return Promise.race([arrange(scenario).catch(() => quick(scenario)), patience]);
}
