import { Minus, Move, Pencil, Plus } from 'lucide-react';
import type { VersionsT } from '../../i18n/versions';
import type { Locale } from '../../model/document';
import type { ChangeTold, Comparison } from './history';

const ICONS = { added: Plus, removed: Minus, changed: Pencil, moved: Move };

interface ChangesProps {
  comparison: Comparison;
  locale: Locale;
  t: VersionsT;
  /** Shows a step that a change concerns. */
  onJump?: ((node: string) => void) | undefined;
}

/** What changed, in words: what matters line by line, what is drawing alone as one number. */
export function Changes({ comparison, locale, t, onJump }: ChangesProps) {
  const told = comparison.changes.filter((change) => !change.quiet);
  const quiet = comparison.changes.length - told.length;
  return (
    <>
      {told.length === 0 && <p className="ve-none">{t('changes.none')}</p>}
      <ul className="ve-changes">
        {told.map((change) => (
          <li key={change.id} data-kind={change.kind}>
            <Line change={change} locale={locale} t={t} onJump={onJump} />
          </li>
        ))}
      </ul>
      {quiet > 0 && <p className="ve-quiet">{t('drawing', { count: quiet })}</p>}
    </>
  );
}

function Line({ change, locale, t, onJump }: { change: ChangeTold } & Omit<ChangesProps, 'comparison'>) {
  const Icon = ICONS[change.kind] ?? Pencil;
  const [node] = change.nodes;
  const words = (
    <>
      <Icon aria-label={t(`mark.${change.kind}`)} role="img" strokeWidth={2.2} />
      <span>{change.text[locale] || change.text.fr}</span>
    </>
  );
  if (node === undefined || !onJump) return <span className="ve-change">{words}</span>;
  return (
    <button type="button" className="ve-change" onClick={() => onJump(node)}>
      {words}
    </button>
  );
}
