import type { TrialDecision, TrialStep } from '../../api/schema';
import { frenchWords } from '../../i18n/translate';
import { type TrialKey, type TrialT, trialWords } from '../../i18n/trial';
import { trial as french } from '../../i18n/trial.fr';
import type { Catalogue, Channel, Json, Locale, Node, Scenario } from '../../model/document';
import { CHANNELS, textOf } from '../../model/document';
import type { Graph } from '../../model/graph';
import { attributeName, capital, eventName, inSentence, valueWords } from '../conditions/words';
import { isLiteral } from '../fields/json';
import { type Speech, speech } from '../fields/speech';
import type { Wording } from '../stepWords';
import { Clock } from './instants';

/** The event by which a contact is entered by hand. */
const BY_HAND = 'designer.entered';

function isKey(key: string): key is TrialKey {
  return key in french;
}

/** Says what happens in a trial, in one language and in the contact's time. */
export class Telling {
  readonly t: TrialT;
  readonly say: Speech;
  readonly clock: Clock;
  readonly locale: Locale;
  readonly catalogue: Catalogue;
  private readonly scenario: Scenario;
  private readonly graph: Graph;
  private readonly wording: Wording;
  private readonly times: Map<string, string>;

  constructor(scenario: Scenario, graph: Graph, wording: Wording, catalogue: Catalogue, zone: string) {
    this.locale = wording.locale;
    this.t = trialWords(this.locale);
    this.say = speech(this.locale);
    this.clock = new Clock(this.locale, zone);
    this.scenario = scenario;
    this.graph = graph;
    this.wording = wording;
    this.catalogue = catalogue;
    this.times = graph.contactTimes();
  }

  /** `T1 · E-mail « Bienvenue »`; the id of a step that is gone. */
  step(id: string): string {
    const node = this.graph.nodes.get(id);
    if (!node) return id;
    return [this.times.get(id), this.wording.step(node, this.scenario).title].filter(Boolean).join(' · ');
  }

  node(id: string): Node | undefined {
    return this.graph.nodes.get(id);
  }

  time(id: string): string | undefined {
    return this.times.get(id);
  }

  way(node: string, path: string): string {
    const known = this.graph.nodes.get(node);
    return known ? this.wording.way(known, path) : path;
  }

  named(scenario: string): string {
    if (scenario === this.scenario.key) return textOf(this.scenario.name, this.locale) || scenario;
    return (
      textOf(this.catalogue.scenarios.find(({ key }) => key === scenario)?.name, this.locale) || scenario
    );
  }

  event(name: string): string {
    return eventName(this.catalogue, name, this.say);
  }

  attribute(name: string): string {
    return capital(attributeName(this.catalogue, name, this.say));
  }

  value(value: Json | undefined): string {
    if (Array.isArray(value)) return this.say.list(value.map(String), 'conjunction');
    return isLiteral(value) ? valueWords(value, this.say) : '–';
  }

  channel(name: string): string {
    const channel: Channel | undefined = CHANNELS.find((one) => one === name);
    return channel ? inSentence(this.wording.channel(channel)) : name;
  }

  /** `Ville = Lyon, Score vidé`. */
  values(values: Readonly<Record<string, unknown>>): string {
    const parts = Object.entries(values).map(([name, value]) =>
      value === null || value === undefined
        ? this.t('step.unset', { name: this.attribute(name) })
        : this.t('step.set', { name: this.attribute(name), value: this.value(value as Json) }),
    );
    return parts.join(', ');
  }

  /** A rule, as it stands after "why". */
  rule(name: string, decision?: TrialDecision): string {
    const sentence = decision?.sentence?.[this.locale];
    if (sentence) return inSentence(this.locale === 'fr' ? frenchWords(sentence) : sentence);
    if (name.startsWith('exclusion:')) return this.t('rule.exclusion', { rule: name.slice(10) });
    const key = `rule.${name}`;
    return isKey(key) ? this.t(key) : this.t('rule.own', { rule: name });
  }

  verdict(decision: TrialDecision): string {
    const channel = this.channel(decision.channel);
    if (decision.verdict === 'delayed')
      return decision.next_at
        ? this.t('verdict.delayed', { at: this.clock.moment(decision.next_at) })
        : this.t('verdict.delayed.open');
    return this.t(`verdict.${decision.verdict}`, { channel });
  }

  /** Why a contact left: `Sort : objectif atteint`. */
  leaves(reason: string): string {
    const [kind = '', ...rest] = reason.split(':');
    const what = rest.join(':');
    const key = `leaves.${kind}`;
    if (!isKey(key)) return reason;
    return this.t(key, { scenario: this.named(what), rule: kind === 'blocked' ? this.rule(what) : what });
  }

  refusal(step: TrialStep): string {
    const key = `refusal.${step.word}`;
    return isKey(key) ? this.t(key, { scenario: step.by ? this.named(step.by) : '' }) : step.word;
  }

  /** The line of what happened, in a few words. */
  line(step: TrialStep): string {
    switch (step.kind) {
      case 'event': {
        if (step.word === BY_HAND) return this.t('step.event.hand');
        const event = this.t('step.event', { event: this.event(step.word) });
        const values = Object.keys(step.values).length > 0 ? ` (${this.values(step.values)})` : '';
        return event + values;
      }
      case 'change':
        return this.t('step.change', { changes: this.values(step.values) });
      case 'conversion':
        return this.t('step.conversion');
      case 'refusal':
        return this.refusal(step);
      case 'ignored':
        return this.t('step.ignored');
      case 'out':
      case 'exit':
        return this.leaves(step.word);
      case 'decision':
        return step.decision ? this.verdict(step.decision) : step.word;
      default:
        return this.step(step.node);
    }
  }

  /** What a step does, below its name; `next` is when it was left. */
  detail(step: TrialStep, left: string | undefined): string {
    if (step.kind !== 'step') return '';
    const node = this.graph.nodes.get(step.node);
    const way = step.took ? this.way(step.node, step.took) : '';
    switch (node?.kind) {
      case 'trigger':
        return this.t('step.enters');
      case 'wait':
        return left ? this.t('step.waits', { at: this.clock.moment(left) }) : '';
      case 'wait_event':
        if (step.took === 'event') return this.t('step.event.came');
        return step.took === 'timeout' ? this.t('step.timeout.came') : '';
      case 'split':
        return way ? this.t('step.took', { way }) : '';
      case 'experiment':
        return way ? this.t('step.drawn', { way }) : '';
      case 'task': {
        if (step.took === 'done' || step.took === 'refused' || step.took === 'expired')
          return this.t(`step.task.${step.took}`);
        const queue = node.queue ?? '…';
        return step.expires_at
          ? this.t('step.task.until', { queue, at: this.clock.moment(step.expires_at) })
          : this.t('step.task', { queue });
      }
      case 'update':
        return this.values(step.values);
      default:
        return '';
    }
  }

  /** One line of another scenario. */
  other(step: TrialStep): string {
    const what =
      step.kind === 'decision' && step.decision
        ? this.verdict(step.decision)
        : step.kind === 'refusal'
          ? this.refusal(step)
          : step.kind === 'step'
            ? this.t('step.enters')
            : this.line(step);
    return this.t('step.elsewhere', { scenario: this.named(step.scenario), what });
  }
}

/** What of the other scenarios is worth a line: entries, refusals, messages, exits. */
export function isTelling(step: TrialStep): boolean {
  if (step.kind === 'step') return step.source === '';
  return step.kind !== 'refusal' || step.word !== 'audience';
}
