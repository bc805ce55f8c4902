/** What the sheet can take over from the graph in one click, where a finding says that they differ. */

import type {
  Catalogue,
  Channel,
  Deliverable,
  Finding,
  Kpi,
  Path,
  Scenario,
  Text,
} from '../../model/document';
import { textOf } from '../../model/document';
import { Graph } from '../../model/graph';
import { isObject, listOf } from '../fields/json';
import { Wording } from '../stepWords';
import { channelsOf, contactTimes } from './readiness';

/** The rules that compare the sheet with the graph. */
export const AGREEMENT = [
  'sheet-names-used-channels',
  'deliverable-has-step',
  'message-has-deliverable',
  'kpi-can-be-seen',
  'conversion-has-goal',
  'moment-is-trigger',
  'segment-can-enter',
] as const;

/** One change of the document that removes a finding. */
export interface Mend {
  kind:
    | 'deliverable.remove'
    | 'deliverable.number'
    | 'deliverable.add'
    | 'kpi.remove'
    | 'expected.remove'
    | 'kpi.within'
    | 'moment'
    | 'segment.remove';
  /** What it is about: a name as it stands in the document, or a duration. */
  name: Text;
  path: Path;
  /** Nothing removes the field. */
  value: unknown;
}

const without = <V>(list: readonly V[], index: number): V[] | undefined =>
  list.length > 1 ? list.filter((_, at) => at !== index) : undefined;

/** The one change that removes a finding; nothing where somebody has to decide. */
export function mendOf(finding: Finding, scenario: Scenario, catalogue: Catalogue): Mend | undefined {
  const [root, part, place] = (finding.path ?? '').split('/');
  if (root !== 'sheet' || part === undefined) return undefined;
  const index = Number(place);
  const sheet = scenario.sheet ?? {};
  switch (finding.rule) {
    case 'sheet-names-used-channels':
    case 'deliverable-has-step': {
      const all = listOf(sheet.deliverables);
      const deliverable = all[index];
      if (part !== 'deliverables' || !deliverable) return undefined;
      const renamed =
        finding.rule === 'deliverable-has-step' ? renumbered(deliverable, scenario, catalogue) : undefined;
      if (renamed !== undefined)
        return {
          kind: 'deliverable.number',
          name: renamed,
          path: ['sheet', 'deliverables', index, 'name'],
          value: renamed,
        };
      return {
        kind: 'deliverable.remove',
        name: deliverable.name ?? '',
        path: ['sheet', 'deliverables'],
        value: without(all, index),
      };
    }
    case 'message-has-deliverable': {
      const added = finding.node && deliverableOf(finding.node, scenario, catalogue);
      if (!added) return undefined;
      return {
        kind: 'deliverable.add',
        name: added.name ?? '',
        path: ['sheet', 'deliverables'],
        value: [...listOf(sheet.deliverables), added],
      };
    }
    case 'kpi-can-be-seen':
      if (part === 'expected')
        return {
          kind: 'expected.remove',
          name: '',
          path: ['sheet', 'expected', place ?? ''],
          value: undefined,
        };
      return {
        kind: 'kpi.remove',
        name: sheet.kpis?.[index]?.metric ?? '',
        path: ['sheet', 'kpis'],
        value: without(listOf(sheet.kpis), index),
      };
    case 'conversion-has-goal': {
      const within = scenario.goal?.within;
      if (within === undefined) return undefined;
      return { kind: 'kpi.within', name: within, path: ['sheet', 'kpis', index, 'within'], value: within };
    }
    case 'moment-is-trigger': {
      const event = scenario.trigger?.kind === 'event' ? scenario.trigger.event : undefined;
      if (event === undefined) return undefined;
      return { kind: 'moment', name: event, path: ['sheet', 'key_moment', 'moment'], value: event };
    }
    case 'segment-can-enter':
      return {
        kind: 'segment.remove',
        name: sheet.segments?.[index] ?? '',
        path: ['sheet', 'segments'],
        value: without(listOf(sheet.segments), index),
      };
    default:
      return undefined;
  }
}

/** The deliverable of a message, named as on the canvas: "T3 – E-mail · Dernière relance". */
export function deliverableOf(
  node: string,
  scenario: Scenario,
  catalogue: Catalogue,
): Deliverable | undefined {
  const time = contactTimes(new Graph(scenario)).find((one) => one.node.id === node);
  if (!time) return undefined;
  const title = (locale: 'fr' | 'en'): string =>
    `${time.name} – ${new Wording(catalogue, locale).step(time.node, scenario).title}`;
  return { name: { fr: title('fr'), en: title('en') }, status: 'todo' };
}

/** A deliverable's name with the number that its message has now; nothing where it names none. */
function renumbered(deliverable: Deliverable, scenario: Scenario, catalogue: Catalogue): Text | undefined {
  const { name } = deliverable;
  const said = (typeof name === 'string' ? [name] : Object.values(name ?? {})).join(' ').toLowerCase();
  const named = contactTimes(new Graph(scenario)).filter(({ node }) => {
    const template = catalogue.templates.find(({ key }) => key === node.template);
    return [
      node.template,
      template && textOf(template.name, 'fr'),
      template && textOf(template.name, 'en'),
    ].some((one) => one !== undefined && one.length > 4 && said.includes(one.toLowerCase()));
  });
  const [only] = named;
  if (!only || named.length > 1) return undefined;
  const write = (words: string): string => words.replace(/\bT ?\d{1,2}\b/i, only.name);
  if (typeof name === 'string') return write(name);
  return isObject(name)
    ? Object.fromEntries(Object.entries(name).map(([locale, words]) => [locale, write(String(words))]))
    : undefined;
}

/** Where a figure is seen of its own: a click needs a channel that can carry one. */
const FIGURES: readonly (readonly [string, readonly Channel[]])[] = [
  ['open_rate', ['email']],
  ['click_rate', ['email', 'sms', 'push', 'onsite']],
  ['unsubscribe_rate', ['email', 'sms']],
];

/** The indicators that the graph gives figures for and the sheet does not have. */
export function kpisOf(scenario: Scenario): readonly Kpi[] {
  const said = new Set(listOf(scenario.sheet?.kpis).map(({ metric }) => metric));
  const channels = channelsOf(scenario);
  const { goal } = scenario;
  const found: Kpi[] = [];
  if (goal?.event) found.push({ metric: 'conversion_rate', within: goal.within ?? 'P14D' });
  for (const [metric, on] of FIGURES)
    if (channels.some((channel) => on.includes(channel)))
      found.push({ metric, within: goal?.within ?? 'P14D' });
  return found.filter(({ metric }) => !said.has(metric));
}

/** The segments that the audience asks for in any case and the sheet does not name. */
export function segmentsOf(scenario: Scenario): readonly string[] {
  const said = new Set(listOf(scenario.sheet?.segments));
  const asked = (condition: unknown): string[] => {
    if (!isObject(condition)) return [];
    if (typeof condition.in_segment === 'string') return [condition.in_segment];
    return Array.isArray(condition.all) ? (condition.all as unknown[]).flatMap(asked) : [];
  };
  return [...new Set(asked(scenario.audience))].filter((key) => !said.has(key));
}
