import { Download } from 'lucide-react';
import type { ScenarioRecord } from '../../api/client';
import type { T } from '../../i18n/editor';
import type { Scenario } from '../../model/document';
import { equal } from '../../model/immutable';
import { normalize } from '../../model/normalize';
import { Dialog } from '../Dialog';
import { objectOf } from '../fields/json';
import type { Wording } from '../stepWords';

interface ConflictProps {
  mine: Scenario;
  theirs: ScenarioRecord;
  wording: Wording;
  t: T;
  onKeep(): void;
  onTake(): void;
  onDownload(): void;
  onLater(): void;
}

/** Names of the steps that the two versions do not have alike. */
export function differing(mine: Scenario, theirs: Scenario, wording: Wording): string[] {
  const other = new Map(theirs.nodes.map((node) => [node.id, node]));
  const names = mine.nodes
    .filter((node) => !equal(node, other.get(node.id)))
    .map((node) => wording.step(node, mine).title);
  const known = new Set(mine.nodes.map((node) => node.id));
  const added = theirs.nodes
    .filter((node) => !known.has(node.id))
    .map((node) => wording.step(node, theirs).title);
  return [...names, ...added];
}

const FIELDS = [
  'name',
  'trigger',
  'audience',
  'entry',
  'priority',
  'exit_when',
  'goal',
  'misfire',
  'edges',
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
/** Told otherwise (the nodes one by one, the sheet field by field), or the same by nature. */
const APART = ['format', 'key', 'nodes', 'sheet'];

/** Names of what the two versions do not say alike, the steps aside. */
export function differingFields(mine: Scenario, theirs: Scenario, t: T): string[] {
  const own: Record<string, unknown> = { ...mine };
  const other: Record<string, unknown> = { ...theirs };
  const differ = (key: string): boolean => !equal(own[key], other[key]);
  const unknown = [...new Set([...Object.keys(own), ...Object.keys(other)])].filter(
    (key) => !APART.includes(key) && !FIELDS.some((field) => field === key) && differ(key),
  );
  const ownSheet = objectOf(mine.sheet);
  const otherSheet = objectOf(theirs.sheet);
  const sheet = [...new Set([...Object.keys(ownSheet), ...Object.keys(otherSheet)])]
    .filter((key) => !equal(ownSheet[key], otherSheet[key]))
    .map((key) => {
      const known = SHEET.find((field) => field === key);
      return t('conflict.of.sheet', { name: known ? t(`conflict.of.sheet.${known}`) : key });
    });
  return [
    ...FIELDS.filter(differ).map((field) => t(`conflict.of.${field}`)),
    ...sheet,
    ...unknown.map((name) => t('conflict.of.unknown', { name })),
  ];
}

/** Two people saved the same scenario: both versions side by side, and three ways on. */
export function ConflictDialog({ mine, theirs, wording, t, ...on }: ConflictProps) {
  const other = normalize(theirs.document, theirs.key);
  const fields = differingFields(mine, other, t);
  const steps = differing(mine, other, wording);
  return (
    <Dialog
      title={t('conflict.title')}
      closeLabel={t('conflict.later')}
      onClose={on.onLater}
      wide
      actions={
        <>
          <button type="button" className="button plain ed-left" onClick={on.onDownload}>
            <Download className="icon" aria-hidden="true" />
            {t('conflict.download')}
          </button>
          <button type="button" className="button" onClick={on.onLater}>
            {t('conflict.later')}
          </button>
        </>
      }
    >
      <p>{t('conflict.text')}</p>
      <div className="ed-sides">
        <section className="ed-side">
          <h3>{t('conflict.mine')}</h3>
          <p>{t('conflict.steps', { count: mine.nodes.length })}</p>
          <button type="button" className="button primary" onClick={on.onKeep}>
            {t('conflict.keep')}
          </button>
          <p className="ed-note">{t('conflict.keep.hint')}</p>
        </section>
        <section className="ed-side">
          <h3>{t('conflict.theirs')}</h3>
          <p>{t('conflict.steps', { count: other.nodes.length })}</p>
          <button type="button" className="button" onClick={on.onTake}>
            {t('conflict.take')}
          </button>
          <p className="ed-note">{t('conflict.take.hint')}</p>
        </section>
      </div>
      {fields.length > 0 && <p className="ed-note">{t('conflict.fields', { names: fields.join(' · ') })}</p>}
      {steps.length > 0 && <p className="ed-note">{t('conflict.nodes', { names: steps.join(' · ') })}</p>}
      {fields.length + steps.length === 0 && <p className="ed-note">{t('conflict.same')}</p>}
    </Dialog>
  );
}
