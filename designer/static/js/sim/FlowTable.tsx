import type { Moment, Speaker } from './reading';
import { figuresAt, type Side } from './run';

interface FlowTableProps {
  speaker: Speaker;
  moment: Moment;
  /** Which sides have a column. */
  sides: readonly { side: Side; name: string }[];
}

/** The same figures as rows: under every step what it counts, then its ways out. */
export function FlowTable({ speaker, moment, sides }: FlowTableProps) {
  const { t, graph } = speaker;
  const columns = sides.map(({ side, name }) => ({
    side,
    name,
    figures: figuresAt(speaker.pair, side, moment.day, moment.period),
  }));
  const [only] = columns;
  const single = columns.length === 1;
  const rowsOf = (id: string) => {
    const node = graph.nodes.get(id);
    if (!node) return [];
    const counts = speaker.countsOf(node).map((count) => ({
      key: count,
      label: t(`column.${count === 'arrived' && node.kind === 'trigger' ? 'entered' : count}`),
      values: columns.map(({ figures }) => figures.count(id, count)),
      isWay: false,
    }));
    const ways = graph.waysOf(id).map((path) => ({
      key: `way ${path}`,
      label: `→ ${speaker.way(id, path)}`,
      values: columns.map(({ figures }) => figures.way(id, path)),
      isWay: true,
    }));
    return [...counts, ...ways];
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className="table-scroll sf-table" tabIndex={0} aria-label={t('choose.table')}>
      <table className="table">
        <caption>{speaker.over(moment)}</caption>
        <thead>
          <tr>
            <th scope="col">{t('column.step')}</th>
            {columns.map(({ side, name }) => (
              <th key={side} scope="col" className="number">
                {single ? t('column.count') : name}
              </th>
            ))}
            {single && (
              <th scope="col" className="number">
                {t('column.share')}
              </th>
            )}
          </tr>
        </thead>
        {graph.order().map((id) => {
          const arrived = only?.figures.count(id, 'arrived') ?? 0;
          return (
            <tbody key={id}>
              <tr className="sf-step">
                <th scope="rowgroup" colSpan={columns.length + (single ? 2 : 1)}>
                  {speaker.step(id)}
                </th>
              </tr>
              {rowsOf(id).map(({ key, label, values, isWay }) => (
                <tr key={key} className="sf-figure">
                  <th scope="row">{label}</th>
                  {columns.map(({ side }, index) => (
                    <td key={side} className="number">
                      {speaker.number(values[index] ?? 0, side)}
                    </td>
                  ))}
                  {single && (
                    <td className="number muted">
                      {isWay && arrived > 0 && moment.period === 'start'
                        ? speaker.percent((values[0] ?? 0) / arrived)
                        : ''}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          );
        })}
      </table>
    </section>
  );
}
