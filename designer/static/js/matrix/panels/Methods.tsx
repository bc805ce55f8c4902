import { useRoom } from '../room';
import { METHODS } from '../types';

/** The ranks of four methods side by side, over the same figures. */
export function Methods() {
  const { t, f, state, nameOf, show } = useRoom();
  const { rows, methods } = state.table;
  const found = METHODS.map((method) => ({
    method,
    by: new Map(methods[method].map((one) => [one.scenario, one])),
  }));
  return (
    <>
      <p className="mt-panel-lead">{t('methods.lead')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section className="table-scroll" tabIndex={0} aria-label={t('panel.methods')}>
        <table className="table mt-methods">
          <caption className="visually-hidden">{t('methods.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('column.scenario')}</th>
              {METHODS.map((method) => (
                <th key={method} scope="col" className="number">
                  <abbr title={t(`method.${method}.means`)}>{t(`method.${method}`)}</abbr>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.scenario}>
                <th scope="row">
                  <button type="button" className="mt-link" onClick={() => show(row.scenario)}>
                    {nameOf(row.scenario)}
                  </button>
                </th>
                {found.map(({ method, by }) => {
                  const one = by.get(row.scenario);
                  const away = one?.rank === null || !one ? 0 : Math.abs(one.rank - row.rank);
                  return (
                    <td key={method} className="number" data-far={away >= 3 || undefined}>
                      {one?.rank === null || !one ? (
                        <span className="muted" title={one?.why_not ? f.text(one.why_not) : undefined}>
                          –<span className="visually-hidden">{one?.why_not ? f.text(one.why_not) : ''}</span>
                        </span>
                      ) : (
                        <>
                          {one.rank}
                          {away >= 3 && (
                            <>
                              <span aria-hidden="true"> ≠</span>
                              <span className="visually-hidden"> {t('methods.far', { count: away })}</span>
                            </>
                          )}
                        </>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="mt-card-note">{t('methods.note')}</p>
      <dl className="mt-methods-means">
        {METHODS.map((method) => (
          <div key={method}>
            <dt>{t(`method.${method}`)}</dt>
            <dd>{t(`method.${method}.means`)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
