import type { Node } from './document';
import { parseDuration } from './duration';
import { type Graph, wayOf } from './graph';

const DAY = 24 * 60;

/** A fixed duration in minutes, or nothing where only a calendar can tell. */
function minutes(duration: string | undefined): number | undefined {
  const parts = parseDuration(duration);
  if (!parts || parts.negative || parts.years > 0 || parts.months > 0) return undefined;
  return (parts.weeks * 7 + parts.days) * DAY + parts.hours * 60 + parts.minutes;
}

/** How long a node holds a contact that leaves by a way, where that is certain. */
function held(node: Node, way: string): number | undefined {
  switch (node.kind) {
    case 'wait':
      return minutes(node.for);
    case 'wait_event':
      return way === 'timeout' ? minutes(node.timeout) : undefined;
    case 'task':
      return way === 'expired' ? minutes(node.sla) : undefined;
    default:
      return 0;
  }
}

/**
 * Minutes from the entry to each node, for the nodes that every way reaches after the same time.
 *
 * Waits for a time of day, a date or an event make what follows uncertain, and so do loops.
 */
export function elapsed(graph: Graph): Map<string, number> {
  const known = new Map<string, number>();
  const order = graph.order();
  const rank = new Map(order.map((id, index) => [id, index]));
  for (const id of order) {
    const node = graph.nodes.get(id);
    if (node?.kind === 'trigger') {
      known.set(id, 0);
      continue;
    }
    const arrivals = graph.into(id).map((edge) => {
      const source = graph.nodes.get(edge.from);
      const at = known.get(edge.from);
      const hold = source && held(source, wayOf(edge));
      const back = (rank.get(edge.from) ?? 0) > (rank.get(id) ?? 0);
      return back || at === undefined || hold === undefined ? undefined : at + hold;
    });
    const [first] = arrivals;
    if (first !== undefined && arrivals.every((one) => one === first)) known.set(id, first);
  }
  return known;
}

/** The day of the journey a number of minutes falls on: "J+3", "D+3". */
export function dayWords(elapsedMinutes: number, locale: 'fr' | 'en'): string {
  return `${locale === 'fr' ? 'J' : 'D'}+${Math.floor(elapsedMinutes / DAY)}`;
}
