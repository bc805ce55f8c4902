import { setCapacity } from './edits';
import { NumberField } from './NumberField';
import { useRoom } from './room';

/** What is built when: sprints in lots of two or three, and their days against the capacity. */
export function Sprints() {
  const { t, f, store, state, nameOf, show, rowOf } = useRoom();
  const { sprints } = state.table;
  return (
    <section className="panel mt-sprints" aria-labelledby="sprints-title">
      <header className="panel-head">
        <div>
          <h2 id="sprints-title">{t('sprints.title')}</h2>
          <p>{t('sprints.lead')}</p>
        </div>
        <NumberField
          label={t('sprints.capacity')}
          unit={t('unit.days')}
          max={10000}
          value={state.draft.capacity_days}
          placeholder={t('sprints.unbounded')}
          onChange={(days) => store.edit((document) => setCapacity(document, days || undefined))}
        />
      </header>
      {sprints.length === 0 && <p className="mt-empty">{t('sprints.none')}</p>}
      <ol className="mt-sprint-list">
        {sprints.map((sprint) => {
          const over = sprint.capacity !== null && sprint.days > sprint.capacity + 1e-9;
          const full = sprint.capacity ? Math.min(1, sprint.days / sprint.capacity) : 0;
          return (
            <li key={sprint.sprint} className="mt-sprint">
              <header>
                <h3>{t('sprint.number', { sprint: sprint.sprint })}</h3>
                <span className="number">
                  {sprint.capacity === null
                    ? t('days', { days: f.number(sprint.days, 1) })
                    : t('sprint.days', {
                        days: f.number(sprint.days, 1),
                        capacity: f.number(sprint.capacity, 1),
                      })}
                  {over && <b className="mt-over"> {t('sprint.over')}</b>}
                </span>
              </header>
              {sprint.capacity !== null && (
                <svg className="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                  <rect width="100" height="6" />
                  <rect className={`part ${over ? 'error' : ''}`} width={full * 100} height="6" />
                </svg>
              )}
              <ol className="mt-lots">
                {sprint.lots.map((lot, index) => (
                  <li key={lot.join(' ')}>
                    <h4>{t('lot.title', { lot: index + 1 })}</h4>
                    <ul>
                      {lot.map((scenario) => {
                        const effort = rowOf(scenario)?.effort_days ?? null;
                        const degraded = rowOf(scenario)?.verdict === 'degraded';
                        return (
                          <li key={scenario}>
                            <button type="button" className="mt-link" onClick={() => show(scenario)}>
                              {nameOf(scenario)}
                            </button>
                            <span className="number muted">
                              {effort === null ? t('sprint.guess') : t('days', { days: f.number(effort, 1) })}
                            </span>
                            {degraded && <span className="badge warn">{t('verdict.degraded')}</span>}
                          </li>
                        );
                      })}
                    </ul>
                  </li>
                ))}
              </ol>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
