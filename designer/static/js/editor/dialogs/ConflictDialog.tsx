import { Download } from 'lucide-react';
import type { ScenarioRecord } from '../../api/client';
import type { T } from '../../i18n/editor';
import type { Scenario } from '../../model/document';
import { equal } from '../../model/immutable';
import { normalize } from '../../model/normalize';
import { Dialog } from '../Dialog';
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

/** Two people saved the same scenario: both versions side by side, and three ways on. */
export function ConflictDialog({ mine, theirs, wording, t, ...on }: ConflictProps) {
  const other = normalize(theirs.document, theirs.key);
  const names = differing(mine, other, wording);
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
      <p className="ed-note">
        {names.length > 0 ? t('conflict.changed', { names: names.join(' · ') }) : t('conflict.same')}
      </p>
    </Dialog>
  );
}
