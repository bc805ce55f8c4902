import { CheckCheck, ChevronRight, CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { Finding } from '../../model/document';
import type { Graph } from '../../model/graph';
import { capital, channelName, eventName, inSentence, triggerWords, words } from '../conditions/words';
import { findingWords, useForms } from '../fields/context';
import type { PanelProps } from '../panel';
import { channelsOf, missingFields } from '../sheet/readiness';
import type { Wording } from '../stepWords';

interface OverviewProps {
  panel: PanelProps;
  graph: Graph;
  wording: Wording;
}

const SEVERITIES = ['error', 'warning', 'info'] as const;
const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info } as const;

/** The part of the sheet a place of the document belongs to. */
export function sectionOf(path: string | null | undefined): string | undefined {
  const [root, field] = (path ?? '').split('/');
  const parts: Readonly<Record<string, string>> = {
    audience: 'segments',
    trigger: 'trigger',
    entry: 'entry',
    priority: 'priority',
    exit_when: 'ending',
    goal: 'ending',
    misfire: 'misfire',
    nodes: 'channels',
  };
  const ofSheet: Readonly<Record<string, string>> = {
    description: 'objective',
    key_moment: 'moment',
    lever: 'moment',
    effort_days: 'deliverables',
    origin: 'decisions',
    arbitration: 'decisions',
  };
  if (root === 'sheet') return `sheet-${ofSheet[field ?? ''] ?? field ?? 'objective'}`;
  const part = parts[root ?? ''];
  return part ? `sheet-${part}` : undefined;
}

function showSection(id: string): void {
  const section = window.document.getElementById(id);
  if (!(section instanceof HTMLDetailsElement)) return;
  section.open = true;
  section.scrollIntoView({ block: 'start' });
  section.querySelector('summary')?.focus();
}

export function Overview({ panel, graph, wording }: OverviewProps) {
  const { say, findings } = useForms();
  const sorted = SEVERITIES.flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity),
  );
  return (
    <>
      <Summary graph={graph} panel={panel} />
      <h3 className="f-title f-checks-title">
        {say.t('checks')}
        {SEVERITIES.map((severity) => {
          const count = findings.filter((finding) => finding.severity === severity).length;
          return count > 0 ? (
            <span className={`f-tag f-tag--${severity}`} key={severity}>
              {say.t(`checks.${severity}`, { count })}
            </span>
          ) : null;
        })}
      </h3>
      {sorted.length === 0 ? (
        <Clear panel={panel} />
      ) : (
        <ul className="f-checks">
          {sorted.map((finding) => (
            <li key={`${finding.rule} ${finding.node ?? ''} ${finding.path ?? ''} ${finding.message.en}`}>
              <Check finding={finding} graph={graph} panel={panel} wording={wording} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** No finding; whether that is enough to publish depends on the sheet. */
function Clear({ panel }: { panel: PanelProps }) {
  const { say } = useForms();
  const missing = missingFields(panel.document).map((field) => inSentence(say.t(`ready.${field}`)));
  if (missing.length > 0)
    return <p className="f-sentence">{say.t('checks.draft', { fields: missing.join(', ') })}</p>;
  return (
    <p className="f-clear">
      <CheckCheck aria-hidden="true" size={16} />
      {say.t('checks.none')}
    </p>
  );
}

interface CheckProps extends OverviewProps {
  finding: Finding;
}

/** One finding: a way to the step or the part of the sheet it is about. */
function Check({ finding, panel, graph, wording }: CheckProps) {
  const { say } = useForms();
  const Icon = ICONS[finding.severity];
  const node = finding.node === null ? undefined : graph.nodes.get(finding.node);
  const section = node ? undefined : sectionOf(finding.path);
  const place = node
    ? [graph.contactTimes().get(node.id), wording.step(node, panel.document).title]
        .filter(Boolean)
        .join(' · ')
    : section && say.t('checks.sheet');
  const inner = (
    <>
      <Icon aria-hidden="true" className={`f-check-icon f-check-icon--${finding.severity}`} size={16} />
      <span className="f-check-words">
        {place && <span className="f-check-place">{place}</span>}
        <span>{findingWords(finding, say)}</span>
        <code className="f-check-rule">{finding.rule}</code>
      </span>
      {place && <ChevronRight aria-hidden="true" className="f-check-go" size={14} />}
    </>
  );
  if (!place) return <div className="f-check-row">{inner}</div>;
  return (
    <button
      className="f-check-row"
      onClick={() => (node ? panel.onSelect(node.id) : section && showSection(section))}
      type="button"
    >
      {inner}
    </button>
  );
}

/** The scenario in five lines. */
function Summary({ panel, graph }: Omit<OverviewProps, 'wording'>) {
  const { say, catalogue } = useForms();
  const { document } = panel;
  const channels = channelsOf(document).map((channel) => channelName(catalogue, channel, say));
  const times = graph.contactTimes().size;
  const lines: [string, string][] = [
    [say.t('summary.trigger'), capital(triggerWords(document.trigger, catalogue, say))],
    [
      say.t('summary.audience'),
      capital(document.audience ? words(document.audience, catalogue, say) : say.t('words.everyone')),
    ],
    [
      say.t('summary.steps'),
      [
        say.t('summary.steps.words', { count: document.nodes.length }),
        say.t('times.count', { count: times }),
        say.list(channels, 'conjunction'),
      ]
        .filter(Boolean)
        .join(' · '),
    ],
    [
      say.t('summary.goal'),
      document.goal?.event ? eventName(catalogue, document.goal.event, say) : say.t('summary.goal.none'),
    ],
    [
      say.t('summary.exit'),
      document.exit_when ? capital(words(document.exit_when, catalogue, say)) : say.t('summary.exit.none'),
    ],
  ];
  return (
    <div className="f-overview">
      <dl className="f-facts">
        {lines.map(([name, value]) => (
          <div className="f-fact" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="f-hint">{say.t('inspector.empty')}</p>
    </div>
  );
}
