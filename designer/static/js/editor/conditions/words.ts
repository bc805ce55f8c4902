/** Conditions and triggers as people would say them. */

import type {
  AttributeType,
  Catalogue,
  Condition,
  EventCount,
  Literal,
  Text,
  Trigger,
} from '../../model/document';
import { numberOf } from '../fields/json';
import { nameOf } from '../fields/names';
import type { SaidKey, Speech } from '../fields/speech';
import { cronWords, durationWords, offsetWords } from '../fields/spoken';
import { read, type Shape } from './tree';
import { type Field, typeOfLiteral } from './types';

/** Events whose name has a verb of its own in the words of the forms. */
const VERBS = [
  'order.placed',
  'quote.created',
  'form.sent',
  'page.viewed',
  'site.visited',
  'document.downloaded',
  'meeting.booked',
  'message.sent',
  'message.delivered',
  'message.opened',
  'message.clicked',
  'message.replied',
  'message.bounced',
  'message.complained',
  'message.unsubscribed',
  'task.done',
  'task.refused',
  'task.expired',
] as const;
type Verb = (typeof VERBS)[number];

const SIGNS: Readonly<Record<'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le', string>> = {
  eq: '=',
  ne: '≠',
  gt: '>',
  ge: '≥',
  lt: '<',
  le: '≤',
};

/** A label inside a sentence: `Ville` is "ville", `CA 12 mois` stays. */
export function inSentence(label: string): string {
  return /^\p{Lu}[\p{Ll}’'-]/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function named(
  entries: readonly { key?: string; name: Text; label?: Text }[],
  key: string,
  say: Speech,
): string {
  const found = entries.find((entry) => entry.key === key);
  return found ? say.text(found.name) || key : key;
}

export function segmentName(catalogue: Catalogue, key: string, say: Speech): string {
  return named(catalogue.segments, key, say);
}

export function eventName(catalogue: Catalogue, name: string, say: Speech): string {
  const known = catalogue.events.find((event) => event.name === name);
  return nameOf(name, known?.label, say);
}

export function channelName(catalogue: Catalogue, key: string, say: Speech): string {
  const known = catalogue.channels.find((channel) => channel.key === key);
  return known ? say.text(known.label) || key : key;
}

export function fieldName(fields: readonly Field[], name: string, say: Speech): string {
  const known = fields.find((field) => field.name === name);
  return nameOf(name, known?.label, say);
}

export function attributeName(catalogue: Catalogue, name: string, say: Speech): string {
  const known = catalogue.attributes.find((attribute) => attribute.name === name);
  return nameOf(name, known?.label, say);
}

export function valueWords(value: Literal, say: Speech): string {
  if (typeof value === 'number') return say.number(value);
  if (typeof value === 'boolean') return say.t(value ? 'value.yes' : 'value.no');
  if (value === '') return '…';
  return say.date(value);
}

function eventVerb(name: string | undefined, negative: boolean, catalogue: Catalogue, say: Speech): string {
  if (!name) return say.t(negative ? 'words.not_did' : 'words.did', { event: '…' });
  if ((VERBS as readonly string[]).includes(name)) {
    const key: SaidKey = `verb.${name as Verb}${negative ? '.not' : ''}`;
    return say.t(key);
  }
  return say.t(negative ? 'words.not_did' : 'words.did', { event: eventName(catalogue, name, say) });
}

function countWords(count: EventCount, negative: boolean, catalogue: Catalogue, say: Speech): string {
  const parts = [eventVerb(count.event, negative, catalogue, say)];
  const least = numberOf(count.at_least);
  if (least !== undefined && (least > 1 || !negative))
    parts.push(say.t(negative ? 'words.times_not' : 'words.times', { count: least }));
  if (count.within) parts.push(say.t('words.within', { length: durationWords(say, count.within) }));
  const where = whereWords(count, catalogue, say);
  return parts.join(' ') + (where ? say.t('words.where', { where }) : '');
}

function whereWords(count: EventCount, catalogue: Catalogue, say: Speech): string {
  if (!count.where) return '';
  const fields = Object.entries(
    catalogue.events.find(({ name }) => name === count.event)?.properties ?? {},
  ).map(([name, type]): Field => ({ name, type, values: [], label: name }));
  return spoken(count.where, catalogue, say, fields);
}

function compareWords(
  shape: Extract<Shape, { op: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' }>,
  type: AttributeType,
  field: string,
  say: Speech,
): string {
  const value = valueWords(shape.value, say);
  if (type === 'boolean' && shape.op === 'eq') return say.t('words.flag', { field, value });
  if (type === 'date' || type === 'instant') return say.t(`words.date.${shape.op}`, { field, value });
  if (type === 'number') return `${field} ${SIGNS[shape.op]}\u00a0${value}`;
  if (shape.op === 'eq' || shape.op === 'ne') return say.t(`words.text.${shape.op}`, { field, value });
  return `${field} ${SIGNS[shape.op]}\u00a0${value}`;
}

function spoken(
  condition: Condition,
  catalogue: Catalogue,
  say: Speech,
  fields: readonly Field[],
  inside?: 'all' | 'any' | 'not',
): string {
  const shape = read(condition);
  const name = (field: string): string => (field ? inSentence(fieldName(fields, field, say)) : '…');
  switch (shape.op) {
    case 'unreadable':
      return say.t('words.unreadable');
    case 'all':
    case 'any': {
      if (shape.parts.length === 0) return say.t(shape.op === 'all' ? 'words.everyone' : 'words.nobody');
      const [only] = shape.parts;
      if (shape.parts.length === 1 && only) return spoken(only, catalogue, say, fields, inside);
      const link = ` ${say.t(shape.op === 'all' ? 'words.and' : 'words.or')} `;
      const sentence = shape.parts.map((part) => spoken(part, catalogue, say, fields, shape.op)).join(link);
      return inside && inside !== shape.op ? `(${sentence})` : sentence;
    }
    case 'not': {
      const denied = deniedWords(read(shape.part), catalogue, say, name);
      if (denied !== undefined) return denied;
      const inner = spoken(shape.part, catalogue, say, fields, 'not');
      return say.t('words.not', { what: inner.startsWith('(') ? inner : `(${inner})` });
    }
    case 'did':
    case 'not_did':
      return countWords(shape.count, shape.op === 'not_did', catalogue, say);
    case 'in_segment':
      return say.t('words.segment', {
        segment: shape.segment ? segmentName(catalogue, shape.segment, say) : '…',
      });
    case 'consents':
      return say.t('words.consents', {
        channel: shape.channel ? inSentence(channelName(catalogue, shape.channel, say)) : '…',
      });
    case 'in':
      return say.t('words.text.eq', {
        field: name(shape.field),
        value: shape.values.length
          ? say.list(
              shape.values.map((value) => valueWords(value, say)),
              'disjunction',
            )
          : '…',
      });
    case 'between':
      return say.t('words.between', {
        field: name(shape.field),
        low: valueWords(shape.low, say),
        high: valueWords(shape.high, say),
      });
    case 'is_set':
      return say.t('words.is_set', { field: name(shape.field) });
    case 'contains':
      return say.t('words.contains', { field: name(shape.field), value: valueWords(shape.value, say) });
    case 'matches':
      return say.t('words.matches', { field: name(shape.field), value: shape.pattern || '…' });
    default: {
      const type = fields.find((field) => field.name === shape.field)?.type ?? typeOfLiteral(shape.value);
      return compareWords(shape, type, name(shape.field), say);
    }
  }
}

/** The few criteria whose contrary has words of its own. */
function deniedWords(
  shape: Shape,
  catalogue: Catalogue,
  say: Speech,
  name: (field: string) => string,
): string | undefined {
  switch (shape.op) {
    case 'in_segment':
      return say.t('words.segment.not', { segment: segmentName(catalogue, shape.segment, say) || '…' });
    case 'consents':
      return say.t('words.consents.not', {
        channel: inSentence(channelName(catalogue, shape.channel, say)) || '…',
      });
    case 'is_set':
      return say.t('words.is_set.not', { field: name(shape.field) });
    default:
      return undefined;
  }
}

function fieldsOf(catalogue: Catalogue): readonly Field[] {
  return catalogue.attributes.map(({ name, type, values, label }) => ({
    name,
    type,
    values: values ?? [],
    label,
  }));
}

/**
 * The condition in one sentence without a capital or a full stop:
 * "a passé commande au moins 1 fois depuis 90 jours, avec montant > 1 000".
 * Without `fields` the names are those of the contact's attributes.
 */
export function words(
  condition: Condition | undefined,
  catalogue: Catalogue,
  say: Speech,
  fields: readonly Field[] = fieldsOf(catalogue),
): string {
  return condition === undefined ? say.t('words.everyone') : spoken(condition, catalogue, say, fields);
}

/** The trigger in one sentence: "3 jours avant la date « naissance », à 09:00, chaque année". */
export function triggerWords(trigger: Trigger | undefined, catalogue: Catalogue, say: Speech): string {
  switch (trigger?.kind) {
    case undefined:
      return say.t('trigger.missing');
    case 'event': {
      const event = trigger.event ? eventName(catalogue, trigger.event, say) : '…';
      const count: EventCount = {};
      if (trigger.event) count.event = trigger.event;
      if (trigger.where) count.where = trigger.where;
      const where = whereWords(count, catalogue, say);
      return say.t('trigger.event.words', { event }) + (where ? say.t('words.where', { where }) : '');
    }
    case 'enters':
      return say.t('trigger.enters.words', {
        condition: trigger.condition ? words(trigger.condition, catalogue, say) : '…',
        every: durationWords(say, trigger.every ?? 'PT1H'),
      });
    case 'date': {
      const attribute = trigger.attribute
        ? inSentence(attributeName(catalogue, trigger.attribute, say))
        : '…';
      const parts = [
        say.t('trigger.date.words', { attribute, offset: capital(offsetWords(say, trigger.offset)) }),
      ];
      if (trigger.at) parts.push(say.t('trigger.date.at', { time: trigger.at }));
      if (trigger.repeat === 'yearly') parts.push(say.t('trigger.date.yearly'));
      return parts.join(', ');
    }
    case 'inactivity': {
      const event = trigger.event ? eventName(catalogue, trigger.event, say) : '…';
      if (!trigger.own_rhythm)
        return say.t('trigger.inactivity.words', { event, after: durationWords(say, trigger.after) });
      const { factor = 1, lead, min_events: least = 3 } = trigger.own_rhythm;
      const parts = [say.t('trigger.rhythm.words', { event })];
      if (factor !== 1) parts.push(say.t('trigger.rhythm.factor', { factor: say.number(factor) }));
      if (lead) parts.push(say.t('trigger.rhythm.lead', { length: durationWords(say, lead) }));
      parts.push(say.t('trigger.rhythm.least', { count: least }));
      return parts.join(', ');
    }
    case 'schedule':
      return say.t('trigger.schedule.words', { when: cronWords(say, trigger.cron) });
    case 'manual':
      return say.t('trigger.manual.words');
    default:
      return say.t('trigger.missing');
  }
}
