import { UserRound, UserRoundPen } from 'lucide-react';
import { Segmented } from '../fields/inputs';
import { useOpener } from './useOpener';
import type { TrialState } from './useTrial';
import type { Telling } from './words';

interface WhoProps {
  trial: TrialState;
  telling: Telling;
  open: boolean;
  onChoose(): void;
}

/** Whom the trial is made with, and beside what. */
export function Who({ trial, telling, open, onChoose }: WhoProps) {
  const { t } = telling;
  const { setup, told } = trial;
  const opener = useOpener(open);
  const Icon = setup.contact === undefined ? UserRoundPen : UserRound;
  return (
    <div className="tr-who">
      <p className="tr-person">
        <Icon aria-hidden="true" />
        <span>
          <b>{told?.name ?? setup.contact ?? t('who.made')}</b>
          <span className="tr-soft">{setup.contact ?? t('who.made')}</span>
        </span>
      </p>
      <button ref={opener} type="button" className="button small" aria-expanded={open} onClick={onChoose}>
        {t('who.change')}
      </button>
      <Segmented<'together' | 'alone'>
        label={t('beside.label')}
        value={setup.alone ? 'alone' : 'together'}
        onChange={(value) => trial.change({ ...setup, alone: value === 'alone' })}
        options={[
          { value: 'together', label: t('beside.together') },
          { value: 'alone', label: t('beside.alone') },
        ]}
      />
      <p className="tr-soft">{t(setup.alone ? 'beside.alone.hint' : 'beside.together.hint')}</p>
    </div>
  );
}
