import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { T } from '../i18n/editor';
import { publishWords } from '../i18n/publish';
import { type Conflict, kindOf } from '../model/conflicts';
import type { Finding, Locale, Scenario, Severity } from '../model/document';
import type { Graph } from '../model/graph';
import { CONFLICT_ICONS, SEVERITY } from './proof/icons';
import type { Wording } from './stepWords';

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info };
const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

interface FindingsProps {
  findings: readonly Finding[];
  scenario: Scenario;
  graph: Graph;
  wording: Wording;
  locale: Locale;
  t: T;
  onJump(finding: Finding): void;
}

/** Every finding, gravest first, each leading to its step. */
export function Findings({ findings, scenario, graph, wording, locale, t, onJump }: FindingsProps) {
  const order = graph.order();
  const times = graph.contactTimes();
  const sorted = [...findings].sort(
    (a, b) =>
      RANK[a.severity] - RANK[b.severity] || order.indexOf(a.node ?? '') - order.indexOf(b.node ?? ''),
  );
  const place = (finding: Finding): string => {
    const node = finding.node ? graph.nodes.get(finding.node) : undefined;
    if (!node) return t('findings.scenario');
    return [times.get(node.id), wording.step(node, scenario).title].filter(Boolean).join(' · ');
  };
  return (
    <ul className="ed-findings">
      {sorted.map((finding) => {
        const Icon = ICONS[finding.severity] ?? Info;
        return (
          <li key={`${finding.rule} ${finding.node ?? ''} ${finding.path ?? ''} ${finding.message.fr}`}>
            <button
              type="button"
              className="ed-finding"
              data-severity={finding.severity}
              onClick={() => onJump(finding)}
            >
              <Icon aria-label={t(`findings.severity.${finding.severity}`)} role="img" />
              <span className="ed-finding-words">
                <span>{finding.message[locale] || finding.message.fr}</span>
                <span className="ed-finding-place">{place(finding)}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface ConflictsProps {
  conflicts: readonly Conflict[];
  locale: Locale;
  t: T;
  onOpen(id: string): void;
}

/** Conflicts that are in sight at once; more of them are unfolded. */
const IN_SIGHT = 4;

/** Conflicts as a list, each leading to its witness and its remedies. */
export function Conflicts(props: ConflictsProps) {
  const { conflicts, locale } = props;
  const p = publishWords(locale);
  const folded = conflicts.length > IN_SIGHT + 1 ? conflicts.slice(IN_SIGHT) : [];
  return (
    <>
      <ConflictLines {...props} conflicts={conflicts.slice(0, conflicts.length - folded.length)} />
      {folded.length > 0 && (
        <details className="ed-folded">
          <summary>{p('publish.more', { count: folded.length })}</summary>
          <ConflictLines {...props} conflicts={folded} />
        </details>
      )}
    </>
  );
}

function ConflictLines({ conflicts, locale, t, onOpen }: ConflictsProps) {
  const p = publishWords(locale);
  return (
    <ul className="ed-findings">
      {conflicts.map((conflict) => {
        const kind = kindOf(conflict);
        const Icon = CONFLICT_ICONS[kind];
        return (
          <li key={conflict.id}>
            <button
              type="button"
              className="ed-finding"
              data-severity={SEVERITY[kind]}
              onClick={() => onOpen(conflict.id)}
            >
              <Icon aria-label={t(`proof.badge.${kind}`)} role="img" />
              <span className="ed-finding-words">
                <span>{conflict.message[locale]}</span>
                <span className="ed-finding-place">{p('publish.see')}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
