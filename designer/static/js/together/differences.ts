import { words as conditionWords } from '../editor/conditions/words';
import { speech } from '../editor/fields/speech';
import { durationWords } from '../editor/fields/spoken';
import type { Wording } from '../editor/stepWords';
import { clashWords } from '../i18n/clash';
import {
  type Catalogue,
  type Condition,
  type Locale,
  type Node,
  OPERATORS,
  type Scenario,
  type Text,
  textOf,
} from '../model/document';
import type { Overlap } from '../model/merge';
import type { Clash } from './room';

/** One overlap in words: where it is, and what each side says there. */
export interface Difference {
  key: string;
  place: string;
  mine: string;
  theirs: string;
}

type Plain = Record<string, unknown>;

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isDuration = (value: string): boolean => /^-?P(?=.)(\d+[YMWD])*(T(\d+[HMS])+)?$/.test(value);
const isCondition = (value: Plain): boolean => OPERATORS.some((name) => name in value);
const isText = (value: Plain): boolean => Object.keys(value).every((name) => name === 'fr' || name === 'en');

/** Fields whose words are those of the conflict dialog's dictionary. */
const KNOWN = [
  'name',
  'trigger',
  'audience',
  'entry',
  'priority',
  'exit_when',
  'goal',
  'misfire',
  'layout',
] as const;
const SHEET = [
  'objective',
  'description',
  'segments',
  'key_moment',
  'lever',
  'content',
  'kpis',
  'expected',
  'data',
  'deliverables',
  'effort_days',
  'degraded',
  'legal',
  'origin',
  'arbitration',
] as const;

/** Says overlaps in one language, with the names of one catalogue. */
export class Differences {
  private readonly t;
  private readonly say;
  private readonly wording: Wording;
  private readonly catalogue: Catalogue;
  private readonly locale: Locale;

  constructor(wording: Wording, catalogue: Catalogue) {
    this.wording = wording;
    this.catalogue = catalogue;
    this.locale = wording.locale;
    this.t = clashWords(wording.locale);
    this.say = speech(wording.locale);
  }

  of(clash: Clash, mine: Scenario): Difference[] {
    const sides = [mine, clash.theirs, ...(clash.base ? [clash.base] : [])];
    return clash.overlaps.map((overlap) => ({
      key: overlap.key,
      place: this.place(overlap, sides),
      mine: this.value(overlap, overlap.mine, sides),
      theirs: this.value(overlap, overlap.theirs, sides),
    }));
  }

  private place({ path }: Overlap, sides: readonly Scenario[]): string {
    const [first = '', second = ''] = path;
    const id = second.replace(/^@/, '');
    switch (first) {
      case 'nodes': {
        const node = this.nodeOf(id, sides);
        return [
          this.t('clash.step', { title: this.titleOf(id, sides) }),
          ...this.fields(path.slice(2), node),
        ].join(' — ');
      }
      case 'edges': {
        const [from = '', way = ''] = id.split('|');
        const node = this.nodeOf(from, sides);
        const said = node && way !== '' ? this.wording.way(node, way.replace(/#\d+$/, '')) : undefined;
        const line = said === undefined ? this.t('clash.line') : this.t('clash.way', { way: said });
        return `${this.t('clash.step', { title: this.titleOf(from, sides) })} — ${line}`;
      }
      case 'notes':
      case 'groups':
        return this.t(first === 'notes' ? 'clash.note' : 'clash.group');
      case 'sheet': {
        const known = SHEET.find((name) => name === second);
        const name = known ? this.t(`conflict.of.sheet.${known}`) : second;
        return [this.t('conflict.of.sheet', { name }), ...this.fields(path.slice(2))].join(' — ');
      }
      default: {
        const known = KNOWN.find((name) => name === first);
        const name = known ? this.t(`conflict.of.${known}`) : this.t('conflict.of.unknown', { name: first });
        const [start = ''] = name;
        return [start.toLocaleUpperCase(this.locale) + name.slice(1), ...this.fields(path.slice(1))].join(
          ' — ',
        );
      }
    }
  }

  private fields(path: readonly string[], node?: Node): string[] {
    const entry = this.catalogue.kinds.find(({ kind }) => kind === node?.kind);
    return path.flatMap((step) => {
      if (step === 'paths') return [];
      if (step === 'fr' || step === 'en') return [this.t(`clash.lang.${step}`)];
      if (step.startsWith('@')) return [this.t('clash.branch', { name: step.slice(1) })];
      const field = entry?.fields.find(({ name }) => name === step);
      return [field ? field.label[this.locale] : step];
    });
  }

  private value({ path }: Overlap, value: unknown, sides: readonly Scenario[]): string {
    const element = path.at(-1)?.startsWith('@') ?? false;
    if (value === undefined) return this.t(element ? 'clash.gone' : 'clash.nothing');
    if (path[0] === 'edges' && typeof value === 'string' && path.at(-1) === 'to') {
      return this.t('clash.leads', { title: this.titleOf(value, sides) });
    }
    if (element && isRecord(value)) {
      const id = path.at(-1)?.slice(1) ?? '';
      const title = path[0] === 'nodes' && path.length === 2 ? this.titleOf(id, sides) : this.plain(value);
      const what =
        path[0] === 'edges' ? this.t('clash.leads', { title: this.titleOf(String(value.to), sides) }) : title;
      return this.t('clash.kept', { what });
    }
    return this.plain(value);
  }

  private plain(value: unknown): string {
    if (value === null || value === undefined || value === '') return this.t('clash.nothing');
    if (typeof value === 'boolean') return this.t(value ? 'clash.yes' : 'clash.no');
    if (typeof value === 'number') return this.say.number(value);
    if (typeof value === 'string')
      return isDuration(value) ? durationWords(this.say, value) : this.say.date(value);
    if (Array.isArray(value))
      return value.map((item) => this.plain(item)).join(', ') || this.t('clash.nothing');
    const record = value as Plain;
    if (isText(record)) return textOf(record as Text, this.locale) || this.t('clash.nothing');
    if (isCondition(record)) return this.condition(record);
    return Object.entries(record)
      .map(([name, part]) => `${name} : ${this.plain(part)}`)
      .join(' · ');
  }

  private condition(value: Plain): string {
    try {
      return conditionWords(value as unknown as Condition, this.catalogue, this.say);
    } catch {
      return this.t('clash.changed');
    }
  }

  private nodeOf(id: string, sides: readonly Scenario[]): Node | undefined {
    return sides.flatMap(({ nodes }) => nodes).find((node) => node.id === id);
  }

  private titleOf(id: string, sides: readonly Scenario[]): string {
    for (const side of sides) {
      const node = side.nodes.find((one) => one.id === id);
      if (node) return this.wording.step(node, side).title;
    }
    return id;
  }
}
