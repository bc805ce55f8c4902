import { RotateCcw } from 'lucide-react';
import { setWeight, setWeights } from '../edits';
import { crossings, moves } from '../moves';
import { Move } from '../pieces';
import { useRoom } from '../room';

/** The heaviest that a weight gets on its slider. */
const MOST = 50;

/** The weights, and at once who passes whom. */
export function Weights({ onPairs }: { onPairs(): void }) {
  const { t, f, store, state } = useRoom();
  const { criteria } = state.table;
  const changed = state.changed.some((path) => path[0] === 'weights');
  /** The weight that a criterion has without the document saying so. */
  const before = (key: string): number | undefined => {
    const { document, table } = state.kept;
    if (document.weights?.[key] !== undefined) return undefined;
    return table.criteria.find((one) => one.key === key)?.weight;
  };
  return (
    <>
      <p className="mt-panel-lead">{t('weights.lead')}</p>
      {(['value', 'feasibility'] as const).map((group) => {
        const own = criteria.filter((one) => one.group === group);
        return (
          <fieldset key={group} className="mt-weights" data-group={group}>
            <legend>
              {t(`group.${group}`)} <b>{f.percent(own.reduce((sum, one) => sum + one.share, 0))}</b>
            </legend>
            {own.map((one) => {
              const name = f.text(one.name);
              const set = (weight: number): void =>
                store.edit((document) =>
                  setWeight(document, one.key, weight === before(one.key) ? undefined : weight),
                );
              return (
                <div key={one.key} className="mt-weight">
                  <label htmlFor={`weight-${one.key}`}>{name}</label>
                  <output htmlFor={`weight-${one.key}`}>{f.percent(one.share, 1)}</output>
                  <input
                    id={`weight-${one.key}`}
                    type="range"
                    min={0}
                    max={Math.max(MOST, Math.ceil(one.weight))}
                    step={1}
                    value={one.weight}
                    aria-valuetext={t('weights.value', {
                      weight: f.number(one.weight, 1),
                      share: f.percent(one.share, 1),
                    })}
                    onChange={(event) => set(event.currentTarget.valueAsNumber)}
                  />
                  <input
                    type="number"
                    className="input"
                    min={0}
                    max={1000}
                    step={1}
                    value={one.weight}
                    aria-label={t('weights.number', { name })}
                    onChange={(event) => {
                      const weight = event.currentTarget.valueAsNumber;
                      if (Number.isFinite(weight) && weight >= 0) set(weight);
                    }}
                  />
                </div>
              );
            })}
          </fieldset>
        );
      })}
      <div className="actions">
        <button type="button" className="button small" onClick={onPairs}>
          {t('ahp.open')}
        </button>
        {state.draft.weights !== undefined && (
          <button
            type="button"
            className="button plain small"
            onClick={() => store.edit((document) => setWeights(document, undefined))}
          >
            <RotateCcw className="icon" aria-hidden="true" />
            {t('weights.defaults')}
          </button>
        )}
      </div>
      <Moved shown={changed} />
    </>
  );
}

/** Who wins and loses ranks against what is kept; said aloud once the hand rests. */
function Moved({ shown }: { shown: boolean }) {
  const { t, f, state, nameOf } = useRoom();
  const by = moves(state.kept.table, state.table);
  const moved = state.table.rows.filter((row) => (by.get(row.scenario) ?? 0) !== 0);
  const { enter, leave } = crossings(state.kept.table, state.table);
  return (
    <section className="mt-moved" aria-live="polite" aria-atomic="true" aria-busy={state.busy === 'preview'}>
      {shown && (
        <>
          <h3>{moved.length === 0 ? t('moved.none') : t('moved', { count: moved.length })}</h3>
          {enter.length > 0 && <p>{t('moved.enter', { names: f.list(enter.map(nameOf)) })}</p>}
          {leave.length > 0 && <p>{t('moved.leave', { names: f.list(leave.map(nameOf)) })}</p>}
          <ul>
            {moved.map((row) => (
              <li key={row.scenario}>
                <Move by={by.get(row.scenario) ?? 0} />
                <span>{nameOf(row.scenario)}</span>
                <span className="number">{t('rank.number', { rank: row.rank })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
