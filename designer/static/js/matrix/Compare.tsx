import { Dialog } from '../editor/Dialog';
import { DecisionWord, Gates, VerdictWord } from './pieces';
import { useRoom } from './room';
import type { Row } from './types';

/** Two or three scenarios side by side, the better figure of each line told. */
export function Compare({ keys, onClose }: { keys: readonly string[]; onClose(): void }) {
  const { t, f, state, rowOf, nameOf } = useRoom();
  const rows = keys.map(rowOf).filter((row): row is Row => row !== undefined);
  const { criteria } = state.table;
  const lines: { label: string; values: (number | null)[]; say(value: number): string; less?: boolean }[] = [
    { label: t('column.score'), values: rows.map((row) => row.score), say: (value) => f.number(value) },
    { label: t('column.value'), values: rows.map((row) => row.value), say: (value) => f.number(value) },
    {
      label: t('column.feasibility'),
      values: rows.map((row) => row.feasibility),
      say: (value) => f.number(value),
    },
    {
      label: t('column.gain'),
      values: rows.map((row) => row.gain?.per_year ?? null),
      say: (value) => f.money(value),
    },
    {
      label: t('column.effort'),
      values: rows.map((row) => row.effort_days),
      say: (value) => t('days', { days: f.number(value, 1) }),
      less: true,
    },
    {
      label: t('column.pressure'),
      values: rows.map((row) => row.pressure.worst),
      say: (value) => t('pressure.month', { number: f.number(value, 1) }),
      less: true,
    },
    {
      label: t('column.conflicts'),
      values: rows.map((row) => row.conflicts),
      say: (value) => f.number(value),
      less: true,
    },
  ];
  return (
    <Dialog wide title={t('compare.title')} closeLabel={t('card.close')} onClose={onClose}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section className="table-scroll" tabIndex={0} aria-label={t('compare.title')}>
        <table className="table mt-compare">
          <thead>
            <tr>
              <td />
              {rows.map((row) => (
                <th key={row.scenario} scope="col">
                  <b>{nameOf(row.scenario)}</b>
                  <small>{t('rank.number', { rank: row.rank })}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {criteria.map((one) => (
              <tr key={one.key}>
                <th scope="row">{f.text(one.name)}</th>
                {rows.map((row) => {
                  const level = row.scores[one.key]?.level ?? null;
                  const anchor = level === null ? undefined : one.anchors[level];
                  return (
                    <td key={row.scenario}>
                      <span className="mt-anchor">
                        <b
                          className="mt-chip"
                          data-group={one.group}
                          data-level={level ?? undefined}
                          data-empty={level === null || undefined}
                        >
                          {level ?? '–'}
                        </b>
                        <span>{anchor ? f.text(anchor) : t('score.none')}</span>
                      </span>
                    </td>
                  );
                })}
              </tr>
            ))}
            {lines.map(({ label, values, say, less = false }) => {
              const known = values.filter((value): value is number => value !== null);
              const best = less ? Math.min(...known) : Math.max(...known);
              const tells = known.length > 1 && new Set(known).size > 1;
              return (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  {values.map((value, index) => (
                    <td key={rows[index]?.scenario} className="mt-figure">
                      {value === null ? '–' : say(value)}
                      {tells && value === best && (
                        <span className="badge ok">{t(less ? 'compare.least' : 'compare.most')}</span>
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
            <tr>
              <th scope="row">{t('column.gates')}</th>
              {rows.map((row) => (
                <td key={row.scenario}>
                  <Gates row={row} />
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{t('column.verdict')}</th>
              {rows.map((row) => (
                <td key={row.scenario}>
                  <VerdictWord row={row} />
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{t('column.decision')}</th>
              {rows.map((row) => (
                <td key={row.scenario}>
                  <DecisionWord row={row} />
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </section>
    </Dialog>
  );
}
