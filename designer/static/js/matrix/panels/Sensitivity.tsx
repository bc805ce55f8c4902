import { useRoom } from '../room';

/** How sure the cut is: how far each weight can go, and how often each scenario stays. */
export function Sensitivity() {
  const { t, f, state, nameOf, called, show } = useRoom();
  const { intervals, smallest, acceptability } = state.table.sensitivity;
  const places = new Map(state.table.rows.map((row) => [row.scenario, row.rank]));
  if (intervals.length === 0) return <p className="mt-panel-lead">{t('sensitivity.none')}</p>;
  return (
    <>
      <p className="mt-panel-lead">
        {smallest
          ? t(smallest.change < 0 ? 'sensitivity.less' : 'sensitivity.more', {
              criterion: called(smallest.criterion),
              change: f.number(Math.abs(smallest.change) * 100, 1),
              enters: nameOf(smallest.enters),
              leaves: nameOf(smallest.leaves),
            })
          : t('sensitivity.stable')}
      </p>
      <h3>{t('sensitivity.intervals')}</h3>
      <p className="mt-card-note">{t('sensitivity.intervals.means')}</p>
      <ul className="mt-intervals">
        {intervals.map((one) => (
          <li key={one.criterion}>
            <span>{called(one.criterion)}</span>
            <span className="number">
              {t('sensitivity.between', {
                low: f.percent(one.low),
                high: f.percent(one.high),
                now: f.percent(one.weight),
              })}
            </span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect className="mt-bar-all" width="100" height="8" />
              <rect
                className="mt-bar-part"
                x={one.low * 100}
                width={Math.max(0.8, (one.high - one.low) * 100)}
                height="8"
              />
              <line className="mt-bar-now" x1={one.weight * 100} x2={one.weight * 100} y1="0" y2="8" />
            </svg>
          </li>
        ))}
      </ul>
      <h3>{t('sensitivity.acceptability')}</h3>
      <p className="mt-card-note">{t('sensitivity.acceptability.means')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section className="table-scroll" tabIndex={0} aria-label={t('sensitivity.acceptability')}>
        <table className="table mt-heat">
          <thead>
            <tr>
              <th scope="col">{t('column.scenario')}</th>
              <th scope="col" className="number">
                {t('sensitivity.kept')}
              </th>
              <th scope="col" className="number">
                {t('sensitivity.first')}
              </th>
              {(acceptability[0]?.ranks ?? []).map((_share, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the place is the rank.
                <th key={index} scope="col" className="number">
                  {t('rank.number', { rank: index + 1 })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...acceptability]
              .sort((one, other) => (places.get(one.scenario) ?? 0) - (places.get(other.scenario) ?? 0))
              .map((one) => (
                <tr key={one.scenario}>
                  <th scope="row">
                    <button type="button" className="mt-link" onClick={() => show(one.scenario)}>
                      {nameOf(one.scenario)}
                    </button>
                  </th>
                  <td className="number">
                    <b>{f.percent(one.in_cut)}</b>
                  </td>
                  <td className="number">{f.percent(one.first)}</td>
                  {one.ranks.map((share, index) => (
                    <td
                      // biome-ignore lint/suspicious/noArrayIndexKey: the place is the rank.
                      key={index}
                      className="number mt-heat-cell"
                      data-heat={Math.min(5, Math.ceil(share * 5))}
                    >
                      {share >= 0.005 ? f.number(share * 100) : ''}
                    </td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </section>
      <p className="mt-card-note">{t('sensitivity.heat')}</p>
    </>
  );
}
