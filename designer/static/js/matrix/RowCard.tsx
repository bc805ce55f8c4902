import { CardButton } from './cards';
import { setPlan } from './edits';
import { RowName } from './MatrixTable';
import { cellWords, Gates, gatesWords, lacks, Score, VerdictWord } from './pieces';
import { ballotLevel, useRoom } from './room';
import { DECISIONS, type Decision, type Row } from './types';

/** One scenario on a telephone: the same figures, and the decision at the thumb. */
export function RowCard({ row, moved }: { row: Row; moved: number }) {
  const room = useRoom();
  const { t, f, ballot, state, store } = room;
  const { scenario } = row;
  const given = state.table.criteria.filter(({ key }) =>
    ballot ? ballotLevel(ballot, scenario, key) !== null : (row.scores[key]?.level ?? null) !== null,
  ).length;
  return (
    <article className="mt-row" id={`row-${scenario}`} data-kept={row.kept || undefined}>
      <header>
        <RowName row={row} moved={moved} />
      </header>
      <div className="mt-row-figures">
        <span>
          <small>{t('column.score')}</small>
          <Score row={row} />
        </span>
        <span>
          <small>{t('column.gain')}</small>
          <CardButton
            card={{ kind: 'gain', scenario }}
            label={`${t('gain.title')}, ${f.text(row.name)}`}
            className="mt-plain"
          >
            {row.gain ? <b>{f.money(row.gain.per_year)}</b> : t('gain.give')}
          </CardButton>
        </span>
        <span>
          <small>{t('column.effort')}</small>
          {row.effort_days === null ? '–' : t('days', { days: f.number(row.effort_days, 1) })}
        </span>
      </div>
      <div className="mt-row-signs">
        <VerdictWord row={row} />
        <CardButton card={{ kind: 'gates', scenario }} label={gatesWords(room, row)} className="mt-plain">
          <Gates row={row} />
        </CardButton>
      </div>
      {row.missing.length > 0 && row.verdict !== 'incomplete' && (
        <p className="mt-row-missing">{lacks(room, row)}</p>
      )}
      <details className="mt-row-details">
        <summary>{t('row.levels', { count: given, all: state.table.criteria.length })}</summary>
        <ul className="mt-row-levels">
          {state.table.criteria.map((criterion) => {
            const level = ballot
              ? ballotLevel(ballot, scenario, criterion.key)
              : (row.scores[criterion.key]?.level ?? null);
            return (
              <li key={criterion.key}>
                <CardButton
                  card={{ kind: 'score', scenario, criterion: criterion.key }}
                  label={cellWords(room, row, criterion, level)}
                  className="mt-row-level"
                >
                  <b
                    className="mt-chip"
                    data-group={criterion.group}
                    data-level={level ?? undefined}
                    data-empty={level === null || undefined}
                  >
                    {level ?? '–'}
                  </b>
                  <span>{f.text(criterion.name)}</span>
                </CardButton>
              </li>
            );
          })}
        </ul>
      </details>
      <footer>
        <label className="field">
          <span className="label">{t('column.decision')}</span>
          <select
            className="select"
            value={row.decision}
            onChange={(event) => {
              const decision = event.currentTarget.value as Decision;
              store.edit((document) => setPlan(document, scenario, { decision }));
            }}
          >
            {DECISIONS.map((decision) => (
              <option key={decision} value={decision}>
                {t(`decision.${decision}`)}
              </option>
            ))}
          </select>
        </label>
        <CardButton
          card={{ kind: 'plan', scenario }}
          label={`${t('plan.title')}, ${f.text(row.name)}`}
          className="button"
        >
          {t('plan.more')}
        </CardButton>
      </footer>
    </article>
  );
}
