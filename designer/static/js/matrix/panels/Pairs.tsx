import { useState } from 'react';
import { Dialog } from '../../editor/Dialog';
import { judged, pairsOf, setPair, setWeights, weightsOf } from '../edits';
import { useRoom } from '../room';
import { nearestStep, SAATY } from '../words';

/** The weights from comparisons two by two, and where these contradict one another. */
export function Pairs({ onClose }: { onClose(): void }) {
  const { t, f, store, state, called } = useRoom();
  const { criteria, ahp } = state.table;
  const pairs = state.draft.ahp?.pairs ?? {};
  const all = pairsOf(criteria.map((one) => one.key));
  const open = all.filter(([first, second]) => judged(pairs, first, second) === undefined);
  const [only, setOnly] = useState('');
  const shown = all.filter((pair) => only === '' || pair.includes(only));
  const worst = new Set(ahp?.worst ?? []);
  return (
    <Dialog
      wide
      title={t('ahp.title')}
      closeLabel={t('card.close')}
      onClose={onClose}
      actions={
        <>
          <button
            type="button"
            className="button primary"
            disabled={!ahp}
            onClick={() => {
              if (!ahp) return;
              const rounded = Object.entries(ahp.weights).map(([key, share]) => [
                key,
                Math.round(share * 1000) / 10,
              ]);
              store.edit((document) =>
                setWeights(document, { ...weightsOf(criteria), ...Object.fromEntries(rounded) }),
              );
              onClose();
            }}
          >
            {t('ahp.take')}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {t('card.close')}
          </button>
        </>
      }
    >
      <p>{t('ahp.lead')}</p>
      <div
        className="mt-ahp-verdict"
        role="status"
        data-tone={!ahp ? undefined : ahp.consistent ? 'ok' : 'warn'}
      >
        {!ahp && <p>{t('ahp.open.left', { count: open.length })}</p>}
        {ahp && (
          <>
            <p>
              <b>
                {ahp.ratio === null
                  ? t('ahp.few')
                  : t(ahp.consistent ? 'ahp.consistent' : 'ahp.inconsistent', {
                      ratio: f.number(ahp.ratio, 2),
                    })}
              </b>
            </p>
            {!ahp.consistent && ahp.worst && (
              <p>{t('ahp.worst', { names: f.list(ahp.worst.map((key) => `« ${called(key)} »`)) })}</p>
            )}
            <ul className="mt-ahp-weights">
              {Object.entries(ahp.weights).map(([key, share]) => (
                <li key={key}>
                  <span>{called(key)}</span>
                  <b className="number">{f.percent(share, 1)}</b>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <label className="field">
        <span className="label">{t('ahp.only')}</span>
        <select className="select" value={only} onChange={(event) => setOnly(event.currentTarget.value)}>
          <option value="">{t('ahp.all', { count: all.length })}</option>
          {criteria.map((one) => (
            <option key={one.key} value={one.key}>
              {f.text(one.name)}
            </option>
          ))}
        </select>
      </label>
      <ul className="mt-pairs">
        {shown.map(([first, second]) => {
          const ratio = judged(pairs, first, second);
          const one = called(first);
          const other = called(second);
          const inWorst = worst.has(first) && worst.has(second) && ahp?.consistent === false;
          return (
            <li key={`${first} ${second}`} data-tone={inWorst ? 'warn' : undefined}>
              <label htmlFor={`pair-${first}-${second}`}>
                {one} <span className="muted">{t('ahp.against')}</span> {other}
                {inWorst && <small> · {t('ahp.look')}</small>}
              </label>
              <select
                id={`pair-${first}-${second}`}
                className="select"
                value={ratio === undefined ? '' : String(SAATY.indexOf(nearestStep(ratio) as 1))}
                onChange={(event) => {
                  const step = event.currentTarget.value;
                  const value = step === '' ? undefined : SAATY[Number(step)];
                  store.edit((document) => setPair(document, first, second, value));
                }}
              >
                <option value="">{t('ahp.unsaid')}</option>
                {SAATY.map((step, index) => {
                  const size = Math.round(step >= 1 ? step : 1 / step) as 1 | 3 | 5 | 7 | 9;
                  return (
                    <option key={step} value={index}>
                      {size === 1
                        ? t('ahp.1')
                        : t(`ahp.${size}`, { name: step > 1 ? one : other, factor: size })}
                    </option>
                  );
                })}
              </select>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
