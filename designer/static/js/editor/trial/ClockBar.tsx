import { ChevronsRight, RotateCcw, SkipForward, Undo2 } from 'lucide-react';
import type { TrialOut } from '../../api/schema';
import type { TrialState } from './useTrial';
import type { Telling } from './words';

const DAY = 1440;

interface ClockBarProps {
  trial: TrialState;
  told: TrialOut;
  telling: Telling;
}

/** What time it is for the contact, and the buttons that move it. */
export function ClockBar({ trial, told, telling }: ClockBarProps) {
  const { t, clock } = telling;
  return (
    <div className="tr-clock">
      <p className="tr-now">
        <span className="tr-soft">{t('clock.now')}</span>{' '}
        <time dateTime={told.now}>{clock.long(told.now)}</time>
      </p>
      <div className="tr-buttons">
        <button type="button" className="button primary small" onClick={() => trial.go('next')}>
          <SkipForward className="icon" aria-hidden="true" />
          {t('clock.next')}
        </button>
        <button type="button" className="button small" onClick={() => trial.pass(DAY)}>
          {t('clock.day')}
        </button>
        <button type="button" className="button small" onClick={() => trial.pass(7 * DAY)}>
          {t('clock.week')}
        </button>
        <button type="button" className="button small" onClick={() => trial.go('end')}>
          <ChevronsRight className="icon" aria-hidden="true" />
          {t('clock.end')}
        </button>
        <button
          type="button"
          className="button small"
          aria-disabled={!trial.canGoBack || undefined}
          onClick={() => trial.back()}
        >
          <Undo2 className="icon" aria-hidden="true" />
          {t('clock.back')}
        </button>
        <button
          type="button"
          className="button small"
          aria-disabled={!trial.canGoBack || undefined}
          onClick={() => {
            if (trial.canGoBack) trial.reset();
          }}
        >
          <RotateCcw className="icon" aria-hidden="true" />
          {t('clock.reset')}
        </button>
      </div>
      {trial.stands && <p className="tr-note">{t('clock.nothing')}</p>}
    </div>
  );
}
