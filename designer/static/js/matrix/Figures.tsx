import { CircleCheck, TriangleAlert } from 'lucide-react';
import { keptDays } from './moves';
import { useRoom } from './room';

/** The figures that a committee asks for first. */
export function Figures() {
  const { t, f, state } = useRoom();
  const { rows, triggered_share: triggered, agreement } = state.table;
  const kept = rows.filter((row) => row.kept);
  const scored = rows.filter((row) => row.verdict !== 'incomplete').length;
  const gains = kept.flatMap((row) => (row.gain ? [row.gain.per_year] : []));
  const { days } = keptDays(state.table);
  const Sign = triggered.ok ? CircleCheck : TriangleAlert;
  const low = triggered.share !== null && !triggered.ok;
  return (
    <div className="stats mt-figures">
      <div className="stat">
        <span className="stat-label">{t('figure.triggered')}</span>
        <span className={`stat-figure ${low ? 'error' : ''}`}>
          {triggered.share === null ? '–' : f.percent(triggered.share)}
        </span>
        <span className="stat-note">
          {triggered.share !== null && (
            <b className="mt-word" data-tone={triggered.ok ? 'ok' : 'error'}>
              <Sign className="icon" aria-hidden="true" /> {t(triggered.ok ? 'figure.enough' : 'figure.low')}
            </b>
          )}
          {triggered.share !== null && ' · '}
          {t('figure.triggered.of', { triggered: triggered.triggered, total: triggered.total })}
        </span>
      </div>
      <div className="stat">
        <span className="stat-label">{t('figure.kept')}</span>
        <span className="stat-figure">
          {f.number(kept.length)} <small className="muted">/ {f.number(rows.length)}</small>
        </span>
        <span className="stat-note">{t('figure.kept.days', { days: f.number(days, 1) })}</span>
      </div>
      <div className="stat">
        <span className="stat-label">{t('figure.gain')}</span>
        <span className="stat-figure">
          {gains.length === 0 ? '–' : f.money(gains.reduce((sum, gain) => sum + gain, 0))}
        </span>
        <span className="stat-note">{t('figure.gain.of', { count: gains.length, all: kept.length })}</span>
      </div>
      <div className="stat">
        <span className="stat-label">{t('figure.scored')}</span>
        <span className="stat-figure">
          {f.number(scored)} <small className="muted">/ {f.number(rows.length)}</small>
        </span>
        <span className="stat-note">{t('figure.scored.means')}</span>
      </div>
      <div className="stat">
        <span className="stat-label">{t('figure.disputed')}</span>
        <span className={`stat-figure ${agreement.disputed.length > 0 ? 'warn' : ''}`}>
          {f.number(agreement.disputed.length)}
        </span>
        <span className="stat-note">
          {agreement.voters === 0 ? t('figure.voters.none') : t('figure.voters', { count: agreement.voters })}
        </span>
      </div>
    </div>
  );
}
