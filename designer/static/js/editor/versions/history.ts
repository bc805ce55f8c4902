/** What the server keeps of a scenario's past, and how two documents differ. */

import type { Api } from '../../api/client';
import { frenchText } from '../../i18n/translate';
import type { Label, Scenario } from '../../model/document';
import { edgeKey } from '../../model/graph';
import type { Mark } from '../canvas/marks';

export interface Entry {
  id: number;
  kind: 'created' | 'saved' | 'published' | 'restored';
  /** ISO 8601 instants: an entry covers some minutes of saves. */
  saved_at: string;
  began_at: string;
  authors: readonly string[];
  name: string | null;
  /** Of a publication. */
  version: number | null;
  published_by?: string | null;
  reason: string | null;
  restored_from: number | null;
  /** Whether it is what is drawn now. */
  current: boolean;
  /** Against the entry before it. */
  summary: Label;
  changes: number;
}

export type MarkKind = 'added' | 'removed' | 'changed' | 'moved';

export interface ChangeTold {
  id: string;
  area: string;
  kind: MarkKind;
  text: Label;
  nodes: readonly string[];
  /** A matter of drawing alone. */
  quiet: boolean;
}

export interface Comparison {
  equal: boolean;
  summary: Label;
  changes: readonly ChangeTold[];
  nodes: Readonly<Record<string, MarkKind>>;
  edges: readonly { from: string; path: string | null; to: string; mark: 'added' | 'removed' }[];
}

export type Side =
  | { document: unknown }
  | { scenario: string }
  | { scenario: string; version: number }
  | { scenario: string; entry: number };

export interface Proposal {
  action: 'move' | 'exit' | 'keep';
  to: string | null;
  text: Label;
}

export interface Standing {
  entry_version: number | null;
  next_version: number;
  inside: number;
  targets: readonly { node: string; kind: string; title: Label }[];
  versions: readonly {
    version: number;
    inside: number;
    nodes: readonly {
      node: string;
      title: Label;
      inside: number;
      proposal: Proposal;
      repeats: readonly { node: string; title: Label; contacts: number }[];
    }[];
  }[];
}

/** Where the contacts of one step go. */
export interface Placement {
  version: number;
  node: string;
  action: Proposal['action'];
  to: string | null;
}

/** The history of one scenario, as the API has it. */
export class History {
  private readonly path: string;

  constructor(
    private readonly api: Api,
    readonly key: string,
  ) {
    this.path = `/scenarios/${encodeURIComponent(key)}`;
  }

  /** The newest first; `before` goes on below an entry. */
  async entries(before?: number): Promise<{ entries: Entry[]; more: boolean }> {
    const page = await this.api.ask<{ entries: Entry[]; more: boolean }>(
      'GET',
      `${this.path}/history${before === undefined ? '' : `?before=${before}`}`,
    );
    const entries = page.entries.map((entry) => ({ ...entry, summary: frenchText(entry.summary) }));
    return { ...page, entries };
  }

  async document(entry: number): Promise<unknown> {
    const { document } = await this.api.ask<{ document: unknown }>('GET', `${this.path}/history/${entry}`);
    return document;
  }

  name(entry: number, name: string | null): Promise<Entry> {
    return this.api.ask('PATCH', `${this.path}/history/${entry}`, { name });
  }

  /** Draws an entry again; `etag` is that of the draft it replaces. */
  async restore(entry: number, etag: string): Promise<void> {
    await this.api.ask('POST', `${this.path}/history/${entry}/restore`, {}, { 'If-Match': etag });
  }

  async compare(before: Side, after: Side): Promise<Comparison> {
    const told = await this.api.ask<Comparison>('POST', '/compare', { before, after });
    return { ...told, changes: told.changes.map((change) => ({ ...change, text: frenchText(change.text) })) };
  }

  async standing(): Promise<Standing> {
    const told = await this.api.ask<Standing>('GET', `${this.path}/standing`);
    const versions = told.versions.map((version) => ({
      ...version,
      nodes: version.nodes.map(({ proposal, ...stand }) => ({
        ...stand,
        proposal: { ...proposal, text: frenchText(proposal.text) },
      })),
    }));
    return { ...told, versions };
  }
}

/**
 * One drawing of two documents: the later one, and what it has no more where the earlier one had it.
 *
 * The marks say by node id and edge key what became of each.
 */
export function together(before: Scenario, after: Scenario): Scenario {
  const kept = new Set(after.nodes.map((node) => node.id));
  const gone = before.nodes.filter((node) => !kept.has(node.id));
  const lines = new Set(after.edges.map(edgeKey));
  const nodes = [...after.nodes, ...gone];
  const known = new Set(nodes.map((node) => node.id));
  const cut = before.edges.filter(
    (edge) => !lines.has(edgeKey(edge)) && known.has(edge.from) && known.has(edge.to),
  );
  const layout = { ...before.layout, ...after.layout };
  return { ...after, nodes, edges: [...after.edges, ...cut], layout };
}

/** The marks of a comparison, by node id and edge key; `words` says each kind on a card. */
export function marksOf(
  comparison: Comparison,
  drawn: Pick<Scenario, 'edges'>,
  words: (kind: MarkKind) => string,
): Map<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const [node, kind] of Object.entries(comparison.nodes)) {
    marks.set(node, { tone: kind, words: words(kind) });
  }
  const wanted = new Map(
    comparison.edges.map(({ from, path, to, mark }) => [lineKey({ from, path, to }), mark]),
  );
  for (const edge of drawn.edges) {
    const mark = wanted.get(lineKey(edge));
    if (mark) marks.set(edgeKey(edge), { tone: mark, words: '' });
  }
  return marks;
}

function lineKey({ from, path, to }: { from: string; path?: string | null; to: string }): string {
  return JSON.stringify([from, path ?? 'next', to]);
}
