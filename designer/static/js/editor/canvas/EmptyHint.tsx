import { Zap } from 'lucide-react';
import type { T } from '../../i18n/editor';

interface EmptyHintProps {
  t: T;
  count: number;
  hasTrigger: boolean;
  readOnly: boolean;
  onStart(): void;
}

/** What an empty canvas teaches: how a scenario starts, then how it goes on. */
export function EmptyHint({ t, count, hasTrigger, readOnly, onStart }: EmptyHintProps) {
  if (readOnly) return null;
  if (count === 0) {
    return (
      <div className="ed-empty">
        <span className="ed-tile" data-tone="trigger">
          <Zap aria-hidden="true" />
        </span>
        <h2>{t('canvas.empty.title')}</h2>
        <p>{t('canvas.empty.text')}</p>
        <button type="button" className="button primary" onClick={onStart}>
          {t('canvas.empty.action')}
        </button>
      </div>
    );
  }
  if (count === 1 && hasTrigger) return <p className="ed-first">{t('canvas.first.text')}</p>;
  return null;
}
