import { type SimKey, type SimT, simWords } from '../i18n/sim';
import { formatNumber } from '../i18n/translate';
import type { Locale, Node, Scenario } from '../model/document';
import { Graph } from '../model/graph';
import {
  COUNTS,
  type Count,
  daysOf,
  type Figures,
  figuresAt,
  type Pair,
  type Period,
  type Side,
  startOf,
} from './run';

/** What is pointed at: a step, one of its ways out, or nothing. */
export type Target = { kind: 'step'; id: string } | { kind: 'way'; from: string; path: string } | undefined;

/** The choices that say which figures are shown. */
export interface Moment {
  side: Side;
  period: Period;
  day: number;
}

export interface Row {
  key: string;
  label: string;
  value: string;
  /** Whether the number says more, less, or neither; of differences alone. */
  sign: -1 | 0 | 1;
  /** 0–1, of what arrived; nothing where a share would say nothing. */
  share: number | undefined;
  /** The share in words. */
  percent: string;
}

/** A step, a way or the whole scenario in figures and words. */
export interface Reading {
  title: string;
  over: string;
  /** Which run the figures are of, or how two compare; empty where there is one. */
  note: string;
  rows: Row[];
  /** The ways out of a step. */
  ways: Row[];
  /** All of it as it is read aloud. */
  sentence: string;
}

/** The names of steps and ways, as the editor says them. */
export interface Names {
  step(node: Node): string;
  way(node: Node, path: string): string;
}

const MANY = 100_000;

/** Says figures of a pair of runs in one language. */
export class Speaker {
  readonly t: SimT;
  readonly locale: Locale;
  readonly scenario: Scenario;
  readonly graph: Graph;
  /** `T1`, by the id of a message. */
  private readonly times: ReadonlyMap<string, string>;
  readonly pair: Pair;
  private readonly names: Names;
  private readonly dates: Record<'long' | 'short', Intl.DateTimeFormat>;
  private readonly compact: Intl.NumberFormat;
  private readonly percents: Intl.NumberFormat;

  constructor(pair: Pair, names: Names, locale: Locale) {
    this.pair = pair;
    this.names = names;
    this.locale = locale;
    this.t = simWords(locale);
    this.scenario = pair.first.scenario;
    this.graph = new Graph(this.scenario);
    this.times = this.graph.contactTimes();
    const date = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
    // Pages write dates with the day first in both languages.
    const order = locale === 'en' ? 'en-GB' : locale;
    this.dates = {
      long: new Intl.DateTimeFormat(order, { ...date, weekday: 'short' }),
      short: new Intl.DateTimeFormat(order, date),
    };
    this.compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 });
    this.percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  }

  /** The date of a day: `mar. 3 févr. 1998`. */
  date(day: number, style: 'long' | 'short' = 'long'): string {
    return this.dates[style].format(startOf(this.pair.first, day)).replaceAll(',', '');
  }

  /** A number in full; a difference with its sign. */
  number(value: number, side: Side): string {
    if (side !== 'difference' || value === 0) return formatNumber(value, this.locale);
    return `${value > 0 ? '+' : '−'}${formatNumber(Math.abs(value), this.locale)}`;
  }

  /** A number where room is short, rounded from `many` on. */
  brief(value: number, side: Side, many = MANY): string {
    if (Math.abs(value) < many) return this.number(value, side);
    const sign = value < 0 ? '−' : side === 'difference' ? '+' : '';
    return `${sign}${this.compact.format(Math.abs(value))}`;
  }

  /** `12 envois`: a number and what it counts. */
  counted(what: Count | 'entered', value: number, side: Side): string {
    const words = this.t(`count.${what}` as SimKey, { count: Math.abs(value) });
    const sign = side === 'difference' && value !== 0 ? (value > 0 ? '+' : '−') : '';
    return `${sign}${words}`;
  }

  /** The title of a step, `T2 · …` of a message. */
  step(id: string): string {
    const node = this.graph.nodes.get(id);
    const time = this.times.get(id);
    const title = node ? this.names.step(node) : id;
    return time === undefined ? title : `${time} · ${title}`;
  }

  /** A way out by its label and where it leads. */
  way(from: string, path: string): string {
    const node = this.graph.nodes.get(from);
    const to = this.graph.by(from, path)?.to;
    const label = node && this.graph.waysOf(from).length > 1 ? this.names.way(node, path) : '';
    const target = to === undefined ? '' : this.step(to);
    return [label, target].filter(Boolean).join(' → ') || this.t('column.passed');
  }

  /** The dates that are counted. */
  over({ period, day }: Moment): string {
    const last = Math.min(day, daysOf(this.pair) - 1);
    return this.t(`reading.over.${period}`, { from: this.date(0, 'short'), to: this.date(last, 'short') });
  }

  /** Which run is shown where there are two, or how they compare. */
  note(side: Side): string {
    const { first, second } = this.pair;
    if (!second) return '';
    if (side === 'difference')
      return this.t('reading.difference', { first: first.name, second: second.name });
    return side === 'second' ? second.name : first.name;
  }

  /** A share, 0–1. */
  percent(part: number): string {
    return this.percents.format(part);
  }

  private row(key: string, label: string, value: number, side: Side, of?: number): Row {
    const share = side !== 'difference' && of !== undefined && of > 0 ? value / of : undefined;
    return {
      key,
      label,
      value: this.number(value, side),
      sign: side === 'difference' ? (Math.sign(value) as -1 | 0 | 1) : 0,
      share,
      percent: share === undefined ? '' : this.percent(share),
    };
  }

  /** The counts of a step that mean something for its kind. */
  countsOf(node: Node): readonly Count[] {
    return node.kind === 'message' ? COUNTS : ['arrived'];
  }

  /** What is pointed at, in figures and words. */
  read(target: Target, moment: Moment): Reading {
    const figures = figuresAt(this.pair, moment.side, moment.day, moment.period);
    const reading =
      target?.kind === 'step'
        ? this.readStep(target.id, figures, moment)
        : target?.kind === 'way'
          ? this.readWay(target.from, target.path, figures, moment)
          : this.readWhole(figures, moment);
    const note = this.note(moment.side);
    const colon = this.locale === 'fr' ? '\u00a0:' : ':';
    const say = ({ label, value, percent }: Row): string =>
      `${label}${colon} ${value}${percent ? ` (${percent})` : ''}`;
    const said = [
      ...reading.rows.map(say),
      ...reading.ways.map((row) => `${this.t('column.ways')} ${say(row)}`),
    ];
    const opening = [reading.title, reading.over, note].filter(Boolean).join('. ');
    return { ...reading, note, sentence: `${opening}. ${said.join(', ')}.` };
  }

  private readStep(id: string, figures: Figures, moment: Moment): Omit<Reading, 'sentence' | 'note'> {
    const { side } = moment;
    const node = this.graph.nodes.get(id);
    const arrived = figures.count(id, 'arrived');
    // Over a shorter period those who go on are not those who arrive.
    const whole = moment.period === 'start' ? arrived : undefined;
    const rows = node
      ? this.countsOf(node).map((count) =>
          this.row(
            count,
            this.t(`column.${node.kind === 'trigger' ? 'entered' : count}`),
            figures.count(id, count),
            side,
          ),
        )
      : [];
    const out = this.graph.waysOf(id);
    const ways = out.map((path) => this.row(path, this.way(id, path), figures.way(id, path), side, whole));
    const passed = out.reduce((sum, path) => sum + figures.way(id, path), 0);
    if (out.length > 0 && whole !== undefined)
      rows.push(this.row('stopped', this.t('column.stopped'), arrived - passed, side, whole));
    return { title: this.step(id), over: this.over(moment), rows, ways };
  }

  private readWay(
    from: string,
    path: string,
    figures: Figures,
    moment: Moment,
  ): Omit<Reading, 'sentence' | 'note'> {
    const to = this.graph.by(from, path)?.to;
    const words = this.t('reading.way', {
      from: this.step(from),
      to: to === undefined ? '…' : this.step(to),
    });
    const node = this.graph.nodes.get(from);
    const label = node && this.graph.waysOf(from).length > 1 ? `${this.names.way(node, path)}, ` : '';
    const row = this.row(
      'passed',
      this.t('column.passed'),
      figures.way(from, path),
      moment.side,
      moment.period === 'start' ? figures.count(from, 'arrived') : undefined,
    );
    const title = `${label}${words}`;
    return {
      title: title.charAt(0).toUpperCase() + title.slice(1),
      over: this.over(moment),
      rows: [row],
      ways: [],
    };
  }

  private readWhole(figures: Figures, moment: Moment): Omit<Reading, 'sentence' | 'note'> {
    const nodes = [...this.graph.nodes.values()];
    const sum = (kind: Node['kind'], count: Count): number =>
      nodes
        .filter((node) => node.kind === kind)
        .reduce((total, { id }) => total + figures.count(id, count), 0);
    const row = (key: SimKey, value: number): Row => this.row(key, this.t(key), value, moment.side);
    return {
      title: this.t('reading.whole'),
      over: this.over(moment),
      rows: [
        row('column.entered', sum('trigger', 'arrived')),
        row('column.sent', sum('message', 'sent')),
        row('column.delayed', sum('message', 'delayed')),
        row('column.skipped', sum('message', 'skipped')),
        row('column.ended', sum('exit', 'arrived')),
      ],
      ways: [],
    };
  }
}
