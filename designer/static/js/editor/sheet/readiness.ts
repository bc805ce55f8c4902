/** What a sheet must say before it can be published, and what the graph says for it. */

import type { Channel, MessageNode, Scenario } from '../../model/document';
import { elapsed } from '../../model/elapsed';
import type { Graph } from '../../model/graph';
import { isObject, listOf, stringOf } from '../fields/json';

export const MANDATORY = ['objective', 'segments', 'audience', 'moment', 'content', 'channels'] as const;
export type Mandatory = (typeof MANDATORY)[number];

const isSaid = (value: unknown): boolean =>
  typeof value === 'string' ? value.trim() !== '' : isObject(value) && Object.values(value).some(isSaid);

export function isTriggerComplete({ trigger }: Scenario): boolean {
  switch (trigger?.kind) {
    case 'event':
      return Boolean(trigger.event);
    case 'enters':
      return trigger.condition !== undefined;
    case 'date':
      return Boolean(trigger.attribute);
    case 'inactivity':
      return Boolean(trigger.event) && (trigger.after !== undefined || trigger.own_rhythm !== undefined);
    case 'schedule':
      return Boolean(trigger.cron);
    case 'manual':
      return true;
    default:
      return false;
  }
}

/** Whether the moment of the customer's life that sets the scenario off is named. */
export function isMomentSaid({ sheet }: Scenario): boolean {
  return isSaid(sheet?.key_moment?.family) || isSaid(sheet?.key_moment?.moment);
}

/** The mandatory fields that are still empty, in the order of the sheet; the same six as `sheet-complete`. */
export function missingFields(scenario: Scenario): readonly Mandatory[] {
  const { sheet, trigger } = scenario;
  const filled: Readonly<Record<Mandatory, boolean>> = {
    objective: isSaid(sheet?.objective),
    segments: listOf(sheet?.segments).length > 0,
    // The segments named are an audience in words, and a trigger by entering says whom it is for itself.
    audience:
      scenario.audience !== undefined || listOf(sheet?.segments).length > 0 || trigger?.kind === 'enters',
    moment: isMomentSaid(scenario),
    content: isSaid(sheet?.content?.theme) || isSaid(sheet?.content?.offer),
    channels: scenario.nodes.some(({ kind }) => kind === 'message' || kind === 'task'),
  };
  return MANDATORY.filter((field) => !filled[field]);
}

/** The channels its messages use, in the order of the nodes, once each. */
export function channelsOf({ nodes }: Pick<Scenario, 'nodes'>): readonly Channel[] {
  const used = nodes.flatMap((node) =>
    node.kind === 'message' && node.channel ? [node.channel, ...listOf(node.fallback)] : [],
  );
  return [...new Set(used)];
}

export interface ContactTime {
  /** `T1`, `T2`… */
  readonly name: string;
  readonly node: MessageNode;
  /** Minutes after entry at which it is due, where every way to it takes the same time. */
  readonly after: number | undefined;
}

/** The messages in reading order, with when each is due. */
export function contactTimes(graph: Graph): readonly ContactTime[] {
  const at = elapsed(graph);
  return [...graph.contactTimes()].flatMap(([id, name]) => {
    const node = graph.nodes.get(id);
    return node?.kind === 'message' ? [{ name, node, after: at.get(id) }] : [];
  });
}

/** The words that name one channel and nothing else. */
const NAMED: readonly (readonly [Channel, RegExp])[] = [
  ['email', /\be-?mails?\b|\bcourriels?\b/],
  ['sms', /\bsms\b|\btextos?\b|\btext messages?\b/],
];

/**
 * Names of messages that no deliverable mentions yet: their template, else their time. "E-mail T3" prepares no
 * text message: the e-mail had that number before a message was drawn in front of it.
 */
export function undelivered(scenario: Scenario, times: readonly ContactTime[]): readonly ContactTime[] {
  const said = listOf(scenario.sheet?.deliverables).map(({ name }) =>
    (isObject(name) ? Object.values(name).map(stringOf).join(' ') : stringOf(name)).toLowerCase(),
  );
  return times.filter(({ name, node }) => {
    const number = name.slice(1);
    const own: readonly unknown[] = [node.channel, ...listOf(node.fallback)];
    const another = (words: string): boolean => {
      const named = NAMED.filter(([, pattern]) => pattern.test(words));
      return named.length > 0 && !named.some(([channel]) => own.includes(channel));
    };
    return !said.some(
      (words) =>
        (node.template && words.includes(node.template.toLowerCase())) ||
        (!another(words) && new RegExp(`\\b(${name}|temps ${number}|step ${number})\\b`, 'i').test(words)),
    );
  });
}
