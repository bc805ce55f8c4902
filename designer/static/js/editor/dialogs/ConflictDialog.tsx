import './conflict.css';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { clashWords } from '../../i18n/clash';
import type { Catalogue, Scenario } from '../../model/document';
import type { Side } from '../../model/merge';
import { type Difference, Differences } from '../../together/differences';
import type { Clash } from '../../together/room';
import { Dialog } from '../Dialog';
import type { Wording } from '../stepWords';

interface ConflictProps {
  mine: Scenario;
  clash: Clash;
  wording: Wording;
  catalogue: Catalogue;
  onResolve(choices: ReadonlyMap<string, Side>): void;
  onDownload(): void;
  onLater(): void;
}

const SIDES: readonly Side[] = ['mine', 'theirs'];

/** What was changed here and elsewhere in the same places: both values in words, a choice for each. */
export default function ConflictDialog({ mine, clash, wording, catalogue, ...on }: ConflictProps) {
  const t = clashWords(wording.locale);
  const [choices, setChoices] = useState<ReadonlyMap<string, Side>>(new Map());
  const differences = useMemo(
    () => new Differences(wording, catalogue).of(clash, mine),
    [clash, mine, wording, catalogue],
  );
  const choose = (keys: readonly string[], side: Side): void =>
    setChoices((before) => new Map([...before, ...keys.map((key) => [key, side] as const)]));
  const all = differences.map(({ key }) => key);
  return (
    <Dialog
      title={t('clash.title')}
      closeLabel={t('clash.later')}
      onClose={on.onLater}
      wide
      actions={
        <>
          <button type="button" className="button plain ed-left" onClick={on.onDownload}>
            <Download className="icon" aria-hidden="true" />
            {t('clash.download')}
          </button>
          <button type="button" className="button" onClick={on.onLater}>
            {t('clash.later')}
          </button>
          <button type="button" className="button primary" onClick={() => on.onResolve(choices)}>
            {t('clash.apply')}
          </button>
        </>
      }
    >
      <p>{t('clash.text', { count: differences.length })}</p>
      {differences.length > 1 && (
        <p className="ed-clash-all">
          <button type="button" className="button small" onClick={() => choose(all, 'mine')}>
            {t('clash.all.mine')}
          </button>
          <button type="button" className="button small" onClick={() => choose(all, 'theirs')}>
            {t('clash.all.theirs')}
          </button>
        </p>
      )}
      {differences.map((difference) => (
        <Choice
          key={difference.key}
          difference={difference}
          side={choices.get(difference.key) ?? 'mine'}
          names={{ mine: t('clash.mine'), theirs: t('clash.theirs') }}
          onChoose={(side) => choose([difference.key], side)}
        />
      ))}
      <p className="ed-note">{t('clash.undo')}</p>
    </Dialog>
  );
}

function Choice({
  difference,
  side,
  names,
  onChoose,
}: {
  difference: Difference;
  side: Side;
  names: Readonly<Record<Side, string>>;
  onChoose(side: Side): void;
}) {
  return (
    <fieldset className="ed-clash">
      <legend>{difference.place}</legend>
      {SIDES.map((one) => (
        <label key={one} data-chosen={one === side || undefined}>
          <input type="radio" name={difference.key} checked={one === side} onChange={() => onChoose(one)} />
          <span className="ed-clash-side">{names[one]}</span>
          <span className="ed-clash-value">{difference[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}
