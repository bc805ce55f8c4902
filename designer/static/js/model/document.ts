/**
 * The scenario document (format scenario/1) and the catalogue, as the API speaks them.
 *
 * A draft may be incomplete: apart from the identity of a node every field is optional here, and
 * what is missing is a finding of the server, never a crash of the editor.
 */

export type Locale = 'fr' | 'en';

/** A name or text: one string for every language, or one a language. */
export type Text = string | { fr?: string; en?: string };

/** ISO 8601 duration: `PT30M`, `P2D`, `-P3D`. */
export type Duration = string;

/** A place inside the document: `['nodes', 3, 'for']`. */
export type Path = (string | number)[];

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

/** A literal a condition compares with. */
export type Literal = string | number | boolean;

// ---------------------------------------------------------------- conditions

export interface EventCount {
  event?: string;
  within?: Duration;
  at_least?: number;
  where?: Condition;
}

export interface AllCondition {
  all: Condition[];
}
export interface AnyCondition {
  any: Condition[];
}
export interface NotCondition {
  not: Condition;
}
export interface EqCondition {
  eq: [string, Literal];
}
export interface NeCondition {
  ne: [string, Literal];
}
export interface GtCondition {
  gt: [string, Literal];
}
export interface GeCondition {
  ge: [string, Literal];
}
export interface LtCondition {
  lt: [string, Literal];
}
export interface LeCondition {
  le: [string, Literal];
}
export interface InCondition {
  in: [string, Literal[]];
}
export interface BetweenCondition {
  between: [string, Literal, Literal];
}
export interface IsSetCondition {
  is_set: string;
}
export interface ContainsCondition {
  contains: [string, Literal];
}
export interface MatchesCondition {
  matches: [string, string];
}
export interface DidCondition {
  did: EventCount;
}
export interface NotDidCondition {
  not_did: EventCount;
}
export interface InSegmentCondition {
  in_segment: string;
}
export interface ConsentsCondition {
  consents: string;
}

export type CompareCondition =
  | EqCondition
  | NeCondition
  | GtCondition
  | GeCondition
  | LtCondition
  | LeCondition;

/** A tree of criteria, one operator a mapping. */
export type Condition =
  | AllCondition
  | AnyCondition
  | NotCondition
  | CompareCondition
  | InCondition
  | BetweenCondition
  | IsSetCondition
  | ContainsCondition
  | MatchesCondition
  | DidCondition
  | NotDidCondition
  | InSegmentCondition
  | ConsentsCondition;

export const OPERATORS = [
  'all',
  'any',
  'not',
  'eq',
  'ne',
  'gt',
  'ge',
  'lt',
  'le',
  'in',
  'between',
  'is_set',
  'contains',
  'matches',
  'did',
  'not_did',
  'in_segment',
  'consents',
] as const;
export type Operator = (typeof OPERATORS)[number];

// ---------------------------------------------------------------- triggers

export interface EventTrigger {
  kind: 'event';
  event?: string;
  where?: Condition;
}
export interface EntersTrigger {
  kind: 'enters';
  condition?: Condition;
  every?: Duration;
}
export interface DateTrigger {
  kind: 'date';
  attribute?: string;
  offset?: Duration;
  /** Local time of the contact, `09:00`. */
  at?: string;
  repeat?: 'yearly' | 'never';
}
export interface InactivityTrigger {
  kind: 'inactivity';
  event?: string;
  after?: Duration;
  own_rhythm?: { factor?: number; lead?: Duration; min_events?: number };
}
export interface ScheduleTrigger {
  kind: 'schedule';
  cron?: string;
}
export interface ManualTrigger {
  kind: 'manual';
}

export type Trigger =
  | EventTrigger
  | EntersTrigger
  | DateTrigger
  | InactivityTrigger
  | ScheduleTrigger
  | ManualTrigger;
export type TriggerKind = Trigger['kind'];

export const TRIGGER_KINDS: readonly TriggerKind[] = [
  'event',
  'enters',
  'date',
  'inactivity',
  'schedule',
  'manual',
];

// ---------------------------------------------------------------- nodes

export type Channel =
  | 'email'
  | 'sms'
  | 'push'
  | 'call'
  | 'mail'
  | 'onsite'
  | 'audience'
  | 'webhook'
  | 'meeting';

/** Channels a message node may use; `meeting` is only ever seen in history. */
export const CHANNELS: readonly Channel[] = [
  'email',
  'sms',
  'push',
  'call',
  'mail',
  'onsite',
  'audience',
  'webhook',
];

export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
export const WEEKDAYS: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** `transactional` passes before `service`, and so on. */
export type Category = 'transactional' | 'service' | 'relationship' | 'commercial';

interface NodeBase {
  /** Unique in the scenario. */
  id: string;
}

export interface TriggerNode extends NodeBase {
  kind: 'trigger';
}
/** Until a time of day (on given weekdays), or a date of the contact. */
export type Until = { time?: string; weekdays?: Weekday[] } | { attribute?: string; offset?: Duration };
export interface WaitNode extends NodeBase {
  kind: 'wait';
  for?: Duration;
  until?: Until;
  if_past?: 'go' | 'skip' | 'exit';
}
export interface WaitEventNode extends NodeBase {
  kind: 'wait_event';
  event?: string;
  where?: Condition;
  timeout?: Duration;
}
export interface SplitPath {
  path: string;
  when?: Condition;
}
export interface SplitNode extends NodeBase {
  kind: 'split';
  paths?: SplitPath[];
}
export interface ExperimentPath {
  path: string;
  /** Percent; the shares of a node sum to 100. */
  share?: number;
}
export interface ExperimentNode extends NodeBase {
  kind: 'experiment';
  paths?: ExperimentPath[];
}
export interface MessageNode extends NodeBase {
  kind: 'message';
  channel?: Channel;
  template?: string;
  if_blocked?: 'delay' | 'skip' | 'exit' | 'fallback';
  fallback?: Channel[];
  ttl?: Duration;
  category?: Category;
  weight?: number;
  merge?: string;
}
export interface TaskNode extends NodeBase {
  kind: 'task';
  queue?: string;
  /** What is to be done, in words. */
  label?: Text;
  sla?: Duration;
}
export interface UpdateNode extends NodeBase {
  kind: 'update';
  set?: Record<string, Literal | Literal[]>;
}
export interface ExitNode extends NodeBase {
  kind: 'exit';
}

export type Node =
  | TriggerNode
  | WaitNode
  | WaitEventNode
  | SplitNode
  | ExperimentNode
  | MessageNode
  | TaskNode
  | UpdateNode
  | ExitNode;
export type NodeKind = Node['kind'];

export const NODE_KINDS: readonly NodeKind[] = [
  'trigger',
  'message',
  'wait',
  'wait_event',
  'split',
  'experiment',
  'task',
  'update',
  'exit',
];

export interface Edge {
  from: string;
  to: string;
  /** Absent where the node has one way out. */
  path?: string;
}

// ---------------------------------------------------------------- sheet and scenario

export type Objective = 'transformation' | 'fidelisation' | 'retention' | 'satisfaction' | 'engagement';
export type Family = 'transactional' | 'relational' | 'after_sales' | 'life' | 'contract' | 'commercial';
export type Lever = 'transactional_offer' | 'service_offer' | 'information' | 'recognition';

export interface Kpi {
  metric?: string;
  target?: number;
  within?: Duration;
  /** What others reach, on the scale of the target. */
  benchmark?: number;
  /** Where the figures come from. */
  source?: Text;
}
export interface Expected {
  delivered?: number;
  opened?: number;
  clicked?: number;
  replied?: number;
  converted?: number;
  unsubscribed?: number;
  reaction?: Duration;
}
export interface DataNeed {
  name?: string;
  source?: string;
  latency?: string;
  available?: boolean;
}
export interface Deliverable {
  name?: Text;
  owner?: string;
  /** Date, `2026-12-01`. */
  due?: string;
  status?: string;
}

/** The fiche scénario; its fields are needed to publish, not to load. */
export interface Sheet {
  objective?: Objective;
  description?: Text;
  segments?: string[];
  key_moment?: { family?: Family; moment?: string };
  lever?: Lever;
  content?: { theme?: Text; offer?: Text };
  kpis?: Kpi[];
  expected?: Expected;
  data?: DataNeed[];
  deliverables?: Deliverable[];
  effort_days?: number;
  degraded?: { missing?: string[]; fallback?: Text };
  /** On what ground the scenario writes to people. */
  legal?: { basis?: Text[]; notes?: Text };
  /** Where its idea comes from. */
  origin?: Text;
  /** Why it is launched in spite of a risk that those who decide know of. */
  arbitration?: Text;
}

export interface Entry {
  reentry?: 'never' | 'after_exit' | 'parallel';
  gap?: Duration;
  cap?: { max?: number; per?: Duration };
  group?: string;
  backfill?: boolean;
}
export type Prevails = string | { scenario?: string; when?: Condition; effect?: 'entry' | 'order' | 'exit' };
export interface Priority {
  class?: Category;
  /** 0 to 100, default 50; higher passes first within the class. */
  value?: number;
  prevails_over?: Prevails[];
}
export interface Goal {
  event?: string;
  where?: Condition;
  within?: Duration;
  stay?: boolean;
}
export interface Misfire {
  late?: Duration;
  then?: 'skip' | 'send';
}

/** Canvas position of a node, in pixels: left, top. */
export type Position = [number, number];

/** Width and height of something drawn beside the graph, in pixels. */
export type Size = [number, number];

/** What a note is for; each has its colour and its word. */
export const NOTE_TONES = ['note', 'question', 'todo', 'decision', 'risk'] as const;
export type NoteTone = (typeof NOTE_TONES)[number];

/** A sticky note; nothing is run by it. */
export interface Note {
  id: string;
  text?: Text;
  at: Position;
  size?: Size;
  tone?: NoteTone;
}

export const GROUP_TONES = ['grey', 'blue', 'green', 'amber', 'violet'] as const;
export type GroupTone = (typeof GROUP_TONES)[number];

/** Steps drawn in one box under a title; a step is in one group at most. */
export interface Group {
  id: string;
  title?: Text;
  nodes: string[];
  tone?: GroupTone;
}

export interface Scenario {
  format: 'scenario/1';
  key: string;
  name: Text;
  sheet?: Sheet;
  trigger?: Trigger;
  audience?: Condition;
  entry?: Entry;
  priority?: Priority;
  exit_when?: Condition;
  goal?: Goal;
  misfire?: Misfire;
  nodes: Node[];
  edges: Edge[];
  layout?: Record<string, Position>;
  /** Ids of the steps that were put where they stand by hand. */
  placed?: string[];
  notes?: Note[];
  groups?: Group[];
}

// ---------------------------------------------------------------- what the server adds

export type Severity = 'error' | 'warning' | 'info';

/** What a check reports; `path` points into the document, `nodes/3/for`. */
export interface Finding {
  rule: string;
  severity: Severity;
  /** Whether the scenario cannot be published while it stands; a warning of a draft may. */
  blocks?: boolean;
  scenario: string;
  node: string | null;
  message: { fr: string; en: string };
  path?: string | null;
}

/** The finding as it weighs when the scenario is to be published. */
export function toPublish(finding: Finding): Finding {
  return finding.blocks === true && finding.severity !== 'error'
    ? { ...finding, severity: 'error' }
    : finding;
}

export interface Label {
  fr: string;
  en: string;
}
/** One of a closed list. */
export interface Choice {
  key: string;
  label: Label;
}
export interface Field {
  name: string;
  type: string;
  required: boolean;
  default: Json;
  choices?: Choice[];
  label: Label;
  help?: Label;
}
export interface KindEntry {
  kind: NodeKind;
  label: Label;
  icon: string;
  /** Fixed ways out, `paths` where the node's own list gives them, null where there is none. */
  paths: string[] | 'paths' | null;
  fields: Field[];
}
export interface TriggerEntry {
  kind: TriggerKind;
  label: Label;
  icon: string;
  fields: Field[];
}
export interface ChannelEntry {
  key: Channel;
  label: Label;
  icon: string;
}
export interface OperatorEntry {
  op: Operator;
  label: Label;
  /** Number of operands after the attribute; null where the operator is a tree or a record. */
  arity: number | string | null;
  /** Types of attributes it compares. */
  types: AttributeType[];
}
export type AttributeType = 'text' | 'number' | 'boolean' | 'date' | 'instant' | 'list';
export interface AttributeEntry {
  name: string;
  type: AttributeType;
  values?: Literal[] | null;
  label: Text;
}
export interface EventEntry {
  name: string;
  properties: Record<string, AttributeType>;
  label: Text;
}

/** `GET /catalogue`: every word the forms offer. */
export interface Catalogue {
  kinds: KindEntry[];
  triggers: TriggerEntry[];
  channels: ChannelEntry[];
  objectives: Choice[];
  families: Choice[];
  levers: Choice[];
  categories: Choice[];
  operators: OperatorEntry[];
  attributes: AttributeEntry[];
  events: EventEntry[];
  segments: { key: string; name: Text }[];
  templates: { key: string; channel: Channel; name: Text }[];
  scenarios: { key: string; name: Text }[];
}

/** The words of a text in one language, the other language's where that one is missing. */
export function textOf(text: Text | undefined | null, locale: Locale): string {
  if (text === undefined || text === null) return '';
  if (typeof text === 'string') return text;
  const other: Locale = locale === 'fr' ? 'en' : 'fr';
  return text[locale] || text[other] || '';
}

/** The same text with one language's words replaced; a single string stays a single string. */
export function withText(text: Text | undefined, locale: Locale, words: string): Text {
  if (typeof text === 'object' && text !== null) return { ...text, [locale]: words };
  return words;
}
