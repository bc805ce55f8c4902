import { editorWords, type T } from '../i18n/editor';
import type { Catalogue, Channel, Locale, Node, Scenario, WaitNode } from '../model/document';
import { NODE_KINDS, textOf } from '../model/document';
import { durationInWords, isZero } from '../model/duration';
import { dayWords, elapsed } from '../model/elapsed';
import { ELSE, Graph, NEXT } from '../model/graph';
import { eventFields } from './conditions/types';
import {
  attributeName,
  capital,
  channelName,
  words as conditionWords,
  eventName,
  inSentence,
} from './conditions/words';
import { type Speech, speech } from './fields/speech';
import { cronWords, weekdayWords } from './fields/spoken';

/** What a card says: its name in words and one line below. */
export interface StepWords {
  title: string;
  detail: string;
}

const FIXED_WAYS = ['event', 'timeout', 'done', 'refused', 'expired'] as const;
type FixedWay = (typeof FIXED_WAYS)[number];

function isFixed(way: string): way is FixedWay {
  return FIXED_WAYS.some((one) => one === way);
}

/** Says steps and ways out in one language, with the names of one catalogue. */
export class Wording {
  readonly t: T;
  readonly locale: Locale;
  private readonly say: Speech;
  private readonly catalogue: Catalogue;
  private timed: (Pick<Scenario, 'nodes' | 'edges'> & { at: Map<string, number> }) | undefined;

  constructor(catalogue: Catalogue, locale: Locale) {
    this.catalogue = catalogue;
    this.locale = locale;
    this.t = editorWords(locale);
    this.say = speech(locale);
  }

  /** The label of a way out at its port; the names in a document's own lists are shown as written. */
  way(node: Node, way: string): string {
    if (way === NEXT) return this.t('way.next');
    if (way === ELSE && node.kind === 'split') return this.t('way.else');
    if ((node.kind === 'wait_event' || node.kind === 'task') && isFixed(way)) return this.t(`way.${way}`);
    if (node.kind === 'experiment') {
      const share = node.paths?.find((one) => one.path === way)?.share;
      return typeof share !== 'number'
        ? way
        : `${way} · ${this.say.number(share)}${this.locale === 'fr' ? '\u00a0%' : '%'}`;
    }
    return way;
  }

  /** The kind of a step; a kind this version does not know is shown as written. */
  kind(node: { id: string; kind: string }): string {
    const known = NODE_KINDS.find((kind) => kind === node.kind);
    return known ? this.t(`kind.${known}`) : node.kind;
  }

  channel(channel: Channel | undefined): string {
    return channelName(this.catalogue, channel ?? 'email', this.say);
  }

  /** Title and detail of a node; the trigger's come from the scenario. */
  step(node: Node, scenario: Scenario): StepWords {
    try {
      return this.words(node, scenario);
    } catch {
      // A draft may hold any JSON in any field; its findings say what is wrong with it.
      return { title: this.kind(node), detail: this.t('detail.unreadable') };
    }
  }

  private words(node: Node, scenario: Scenario): StepWords {
    switch (node.kind) {
      case 'trigger':
        return this.trigger(scenario);
      case 'message': {
        const channel = this.channel(node.channel);
        const known = this.catalogue.templates.find((one) => one.key === node.template);
        const template = known ? textOf(known.name, this.locale) : node.template;
        const title = template
          ? this.t('title.message', { channel, template })
          : this.t('title.message.blank', { channel });
        const category = node.category ?? scenario.priority?.class ?? 'commercial';
        const label = this.catalogue.categories.find((one) => one.key === category)?.label[this.locale];
        const detail = [this.day(node.id, scenario), label ?? category, this.blocked(node)];
        return { title, detail: detail.filter(Boolean).join(' · ') };
      }
      case 'wait':
        return this.wait(node, scenario);
      case 'wait_event': {
        if (!node.event)
          return { title: this.t('title.wait_event.blank'), detail: this.t('detail.wait_event.plain') };
        const event = eventName(this.catalogue, node.event, this.say);
        const title = node.timeout
          ? this.t('title.wait_event.within', { event, length: this.length(node.timeout) })
          : this.t('title.wait_event', { event });
        if (node.where) {
          const where = conditionWords(
            node.where,
            this.catalogue,
            this.say,
            eventFields(this.catalogue, node.event),
          );
          return { title, detail: this.t('detail.wait_event.where', { where }) };
        }
        return {
          title,
          detail: this.t(node.timeout ? 'detail.wait_event.plain' : 'detail.wait_event.endless'),
        };
      }
      case 'split': {
        const paths = node.paths ?? [];
        const first = paths[0]?.when;
        if (paths.length === 0 || (paths.length === 1 && !first)) {
          return { title: this.t('title.split.blank'), detail: this.t('detail.split') };
        }
        if (paths.length === 1) {
          const condition = capital(conditionWords(first, this.catalogue, this.say));
          return { title: this.t('title.split.single', { condition }), detail: this.t('detail.split') };
        }
        const detail = paths.map((way) => way.path).join(' · ');
        return { title: this.t('title.split.many', { count: paths.length }), detail };
      }
      case 'experiment':
        return {
          title: this.t('title.experiment'),
          detail: this.t('detail.experiment', { count: node.paths?.length ?? 0 }),
        };
      case 'task': {
        const title = textOf(node.label, this.locale) || this.t('title.task');
        const queue = node.queue ?? '…';
        const detail = node.sla
          ? this.t('detail.task', { queue, length: this.length(node.sla) })
          : this.t('detail.task.open', { queue });
        return { title, detail };
      }
      case 'update': {
        const names = Object.keys(node.set ?? {});
        if (names.length === 0) return { title: this.t('title.update.blank'), detail: this.t('kind.update') };
        const attributes = names
          .map((name) => inSentence(attributeName(this.catalogue, name, this.say)))
          .join(', ');
        const detail = Object.entries(node.set ?? {})
          .map(([name, value]) => `${name} = ${Array.isArray(value) ? value.join(', ') : value}`)
          .join(' · ');
        return { title: this.t('title.update', { attributes }), detail };
      }
      case 'exit':
        return { title: this.t('title.exit'), detail: this.t('detail.exit') };
      default:
        return { title: this.kind(node), detail: this.t('detail.unknown') };
    }
  }

  /** When a node is reached, as the day of the journey; empty where that is not certain. */
  private day(id: string | undefined, scenario: Scenario): string {
    if (this.timed?.nodes !== scenario.nodes || this.timed.edges !== scenario.edges) {
      const { nodes, edges } = scenario;
      this.timed = { nodes, edges, at: elapsed(new Graph(scenario)) };
    }
    const at = id === undefined ? undefined : this.timed.at.get(id);
    return at === undefined ? '' : dayWords(at, this.locale);
  }

  private length(duration: string | undefined): string {
    return durationInWords(duration, this.locale);
  }

  private trigger(scenario: Scenario): StepWords {
    const { trigger, audience } = scenario;
    const where =
      trigger?.kind === 'event' && trigger.where
        ? conditionWords(trigger.where, this.catalogue, this.say, eventFields(this.catalogue, trigger.event))
        : undefined;
    const whom = audience
      ? this.t('detail.trigger.audience', { audience: conditionWords(audience, this.catalogue, this.say) })
      : this.t('detail.trigger.everyone');
    const detail = where === undefined ? whom : `${this.t('detail.wait_event.where', { where })} · ${whom}`;
    return { title: this.triggerTitle(scenario), detail: capital(detail) };
  }

  private triggerTitle({ trigger }: Scenario): string {
    switch (trigger?.kind) {
      case 'event':
        if (!trigger.event) break;
        return eventName(this.catalogue, trigger.event, this.say);
      case 'enters':
        return trigger.condition
          ? capital(conditionWords(trigger.condition, this.catalogue, this.say))
          : this.t('title.trigger.enters');
      case 'date': {
        if (!trigger.attribute) break;
        const attribute = inSentence(attributeName(this.catalogue, trigger.attribute, this.say));
        return this.offset(trigger.offset, attribute);
      }
      case 'inactivity':
        return trigger.own_rhythm
          ? this.t('title.trigger.rhythm')
          : this.t('title.trigger.inactivity', { length: this.length(trigger.after) });
      case 'schedule':
        return trigger.cron ? capital(cronWords(this.say, trigger.cron)) : this.t('title.trigger.blank');
      case 'manual':
        return this.t('title.trigger.manual');
    }
    return this.t('title.trigger.blank');
  }

  private offset(offset: string | undefined, attribute: string): string {
    if (offset === undefined || isZero(offset)) return this.t('title.wait.on', { attribute });
    const key = offset.startsWith('-') ? 'title.wait.before' : 'title.wait.after';
    return this.t(key, { length: this.length(offset), attribute });
  }

  private wait(node: WaitNode, scenario: Scenario): StepWords {
    if (node.for !== undefined) {
      const day = this.day(scenario.edges.find((edge) => edge.from === node.id)?.to, scenario);
      const detail = day ? this.t('detail.wait.until', { day }) : '';
      return { title: this.t('title.wait.for', { length: this.length(node.for) }), detail };
    }
    const until = node.until;
    if (until && 'attribute' in until && until.attribute) {
      const attribute = inSentence(attributeName(this.catalogue, until.attribute, this.say));
      return {
        title: this.offset(until.offset, attribute),
        detail: capital(this.t(`detail.wait.if_past.${node.if_past ?? 'go'}`)),
      };
    }
    if (until && 'time' in until && until.time) {
      const days = until.weekdays?.length ? weekdayWords(this.say, until.weekdays, 'short') : undefined;
      return {
        title: this.t('title.wait.time', { time: until.time }),
        detail: days ? capital(days) : this.t('detail.wait.calendar'),
      };
    }
    return { title: this.t('title.wait.blank'), detail: this.t('kind.wait') };
  }

  private blocked(node: Extract<Node, { kind: 'message' }>): string {
    switch (node.if_blocked ?? 'delay') {
      case 'fallback': {
        const channels = (node.fallback ?? []).map((channel) => this.channel(channel)).join(', ');
        return this.t('detail.blocked.fallback', { channels: channels || '…' });
      }
      case 'skip':
        return this.t('detail.blocked.skip');
      case 'exit':
        return this.t('detail.blocked.exit');
      default:
        return '';
    }
  }
}
