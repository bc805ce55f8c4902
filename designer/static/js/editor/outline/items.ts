import type { OutlineT } from '../../i18n/outline';
import {
  type Catalogue,
  type Finding,
  type Node,
  type Scenario,
  type Severity,
  textOf,
} from '../../model/document';
import type { Graph } from '../../model/graph';
import { groupsBegun, type Row, rowKey, type WayRow } from '../../model/outline';
import { words as conditionWords } from '../conditions/words';
import { speech } from '../fields/speech';
import type { Wording } from '../stepWords';

/** One row of the tree as it is shown. */
export interface Item {
  readonly key: string;
  readonly htmlId: string;
  readonly row: Row;
  readonly level: number;
  /** From 1, among the rows under the same one. */
  readonly place: number;
  readonly brothers: number;
  /** Whether what is below it is shown; nothing where there is nothing below. */
  readonly expanded: boolean | undefined;
  readonly node: Node | undefined;
  readonly number: number | undefined;
  readonly numberWords: string;
  /** `T1`, on messages. */
  readonly time: string | undefined;
  readonly title: string;
  readonly detail: string;
  /** What becomes of the contact, where that is not what stands below. */
  readonly leads: string | undefined;
  readonly to: string | undefined;
  readonly loose: string | undefined;
  /** The group that begins with this step. */
  readonly group: string | undefined;
  readonly findings: string | undefined;
  readonly count: number;
  readonly severity: Severity | undefined;
}

interface Sources {
  rows: readonly Row[];
  graph: Graph;
  scenario: Scenario;
  wording: Wording;
  findings: readonly Finding[];
  folded: ReadonlySet<string>;
  t: OutlineT;
  idPrefix: string;
  catalogue: Catalogue;
}

const RANK: Record<Severity, number> = { info: 0, warning: 1, error: 2 };

/** The rows of the tree in words, without those below a folded one. */
export function itemsOf({
  rows,
  graph,
  scenario,
  wording,
  findings,
  folded,
  t,
  idPrefix,
  catalogue,
}: Sources): Item[] {
  const say = speech(wording.locale);
  const times = graph.contactTimes();
  const numbers = new Map(rows.flatMap((row) => (row.row === 'step' ? [[row.id, row.number]] : [])));
  const byNode = new Map<string, Finding[]>();
  for (const finding of findings)
    if (finding.node) byNode.set(finding.node, [...(byNode.get(finding.node) ?? []), finding]);
  const title = (id: string): string => {
    const node = graph.nodes.get(id);
    return [times.get(id), node && wording.step(node, scenario).title].filter(Boolean).join(' · ');
  };
  const leads = (row: WayRow): string | undefined => {
    if (row.leads === 'below') return undefined;
    if (row.leads === 'open' || row.to === undefined) return t('lead.open');
    const number = String(numbers.get(row.to) ?? '');
    if (row.leads === 'on') return t('lead.on', { number });
    if (row.leads === 'join' && graph.nodes.get(row.to)?.kind === 'exit') return t('lead.exit', { number });
    return t(`lead.${row.leads}`, { target: t('target', { number, title: title(row.to) }) });
  };

  /** The condition of a way among several, which have names of their own. */
  const asked = (node: Node, way: string): string => {
    if (node.kind !== 'split' || (node.paths?.length ?? 0) < 2) return '';
    const when = node.paths?.find(({ path }) => path === way)?.when;
    return when ? t('way.if', { condition: conditionWords(when, catalogue, say) }) : '';
  };

  const groups = groupsBegun(rows, scenario);
  const groupWords = (id: string): string | undefined => {
    const group = groups.get(id);
    if (!group) return undefined;
    const title = textOf(group.title, wording.locale).trim();
    return title ? t('row.group', { title }) : t('row.group.untitled');
  };

  const { parents, places, below } = families(rows);
  const shown: Item[] = [];
  const hidden = new Set<number>();
  rows.forEach((row, at) => {
    const parent = parents[at];
    const key = rowKey(row);
    if (parent !== undefined && hidden.has(parent)) {
      hidden.add(at);
      return;
    }
    const closed = folded.has(key);
    if (closed) hidden.add(at);
    const node = graph.nodes.get(row.id);
    const words = row.row === 'step' && node ? wording.step(node, scenario) : undefined;
    const own = row.row === 'step' ? (byNode.get(row.id) ?? []) : [];
    const worst = own.reduce<Severity | undefined>(
      (most, { severity }) => (most === undefined || RANK[severity] > RANK[most] ? severity : most),
      undefined,
    );
    shown.push({
      key,
      htmlId: `${idPrefix}-${at}`,
      row,
      level: row.depth + 1,
      place: places[at] ?? 1,
      brothers: below.get(parent)?.length ?? 1,
      expanded: below.has(at) ? !closed : undefined,
      node: row.row === 'step' ? node : undefined,
      number: row.row === 'step' ? row.number : undefined,
      numberWords: row.row === 'step' ? t('row.step', { number: String(row.number) }) : '',
      time: row.row === 'step' ? times.get(row.id) : undefined,
      title:
        words?.title ?? (row.row === 'way' && row.among && node ? wording.way(node, row.way) : t('way.only')),
      detail: words?.detail ?? (row.row === 'way' && node ? asked(node, row.way) : ''),
      leads: row.row === 'way' ? leads(row) : undefined,
      to: row.row === 'way' && row.leads !== 'below' ? row.to : undefined,
      loose: row.row === 'step' && row.loose ? t('row.loose') : undefined,
      group: row.row === 'step' ? groupWords(row.id) : undefined,
      findings: own.length > 0 ? t('row.findings', { count: own.length }) : undefined,
      count: own.length,
      severity: worst,
    });
  });
  return shown;
}

/** For each row the one it stands under and its place there, and for each one the rows under it. */
function families(rows: readonly Row[]): {
  parents: (number | undefined)[];
  places: number[];
  below: Map<number | undefined, number[]>;
} {
  const parents: (number | undefined)[] = [];
  const places: number[] = [];
  const below = new Map<number | undefined, number[]>();
  const open: number[] = [];
  rows.forEach((row, at) => {
    while (open.length > 0 && (rows[open.at(-1) ?? 0]?.depth ?? 0) >= row.depth) open.pop();
    const parent = open.at(-1);
    parents.push(parent);
    const family = below.get(parent);
    if (family) family.push(at);
    else below.set(parent, [at]);
    places.push(family?.length ?? 1);
    open.push(at);
  });
  return { parents, places, below };
}

/** The keys of the rows that a row stands under. */
export function aboveOf(rows: readonly Row[], key: string): readonly string[] {
  const { parents } = families(rows);
  const found: string[] = [];
  let at: number | undefined = rows.findIndex((row) => rowKey(row) === key);
  if (at < 0) return found;
  for (at = parents[at]; at !== undefined; at = parents[at]) {
    const row = rows[at];
    if (row) found.push(rowKey(row));
  }
  return found;
}
