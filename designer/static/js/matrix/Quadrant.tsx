import { useWidth } from '../editor/useWidth';
import { labelled, pointsOf, spread } from './quadrant';
import { useRoom } from './room';
import type { QuadrantKey } from './types';

const HEIGHT = 420;
const EDGE = { left: 40, right: 12, top: 12, bottom: 34 };
const RADIUS = 12;
const LINE = 16;
/** Of a letter of a name, about; a name that is a little shorter than that leaves air. */
const LETTER = 6.1;
const LONGEST = 30;

const CORNERS: readonly (readonly [QuadrantKey, 'left' | 'right', 'top' | 'bottom'])[] = [
  ['bet', 'left', 'top'],
  ['quick-win', 'right', 'top'],
  ['drop', 'left', 'bottom'],
  ['filler', 'right', 'bottom'],
];

const short = (name: string): string =>
  name.length > LONGEST ? `${name.slice(0, LONGEST - 1).trim()}…` : name;

/** Value against feasibility: quick wins, bets, fillers, and what is left aside. */
export function Quadrant() {
  const { t, f, state, nameOf, show } = useRoom();
  const [host, width] = useWidth<HTMLDivElement>(300, 720);
  const points = pointsOf(state.table.rows);
  const across = width - EDGE.left - EDGE.right;
  const up = HEIGHT - EDGE.top - EDGE.bottom;
  const x = (share: number): number => EDGE.left + (share / 100) * across;
  const y = (share: number): number => EDGE.top + (1 - share / 100) * up;
  const places = spread(
    points.map((point) => ({ x: x(point.x), y: y(point.y) })),
    RADIUS,
  );
  const dots = points.map(({ row }, index) => {
    const name = short(nameOf(row.scenario));
    const place = places[index] ?? { x: 0, y: 0 };
    return { scenario: row.scenario, row, name, ...place, width: name.length * LETTER };
  });
  const bounds = {
    left: EDGE.left,
    right: width - EDGE.right,
    top: EDGE.top + 20,
    bottom: HEIGHT - EDGE.bottom - 20,
  };
  const names = new Map(labelled(dots, RADIUS, LINE, bounds).map((label) => [label.scenario, label]));
  return (
    <section className="panel mt-quadrant" aria-labelledby="quadrant-title">
      <header className="panel-head">
        <div>
          <h2 id="quadrant-title">{t('quadrant.title')}</h2>
          <p>{t('quadrant.lead')}</p>
        </div>
      </header>
      <div ref={host} className="mt-quadrant-picture">
        {/* biome-ignore lint/a11y/useSemanticElements: no element of HTML groups what is drawn. */}
        <svg width={width} height={HEIGHT} role="group" aria-labelledby="quadrant-title">
          {CORNERS.map(([key, side, end]) => {
            const left = side === 'left' ? x(0) : x(50);
            const top = end === 'top' ? y(100) : y(50);
            return (
              <g key={key} className="mt-corner" data-quadrant={key}>
                <rect x={left} y={top} width={across / 2} height={up / 2} />
                <text
                  x={side === 'left' ? left + 8 : left + across / 2 - 8}
                  y={end === 'top' ? top + 18 : top + up / 2 - 9}
                  textAnchor={side === 'left' ? 'start' : 'end'}
                >
                  {t(`quadrant.${key}`)}
                </text>
              </g>
            );
          })}
          <path
            className="mt-axes"
            d={`M${x(0)} ${y(100)}V${y(0)}H${x(100)}M${x(50)} ${y(100)}V${y(0)}M${x(0)} ${y(50)}H${x(100)}`}
          />
          {[0, 50, 100].map((mark) => (
            <g key={mark} className="mt-mark-text">
              <text
                x={x(mark)}
                y={y(0) + 15}
                textAnchor={mark === 0 ? 'start' : mark === 100 ? 'end' : 'middle'}
              >
                {mark}
              </text>
              {mark > 0 && (
                <text x={x(0) - 6} y={y(mark) + (mark === 100 ? 10 : 4)} textAnchor="end">
                  {mark}
                </text>
              )}
            </g>
          ))}
          <text className="mt-axis" x={x(50)} y={HEIGHT - 4} textAnchor="middle">
            {t('quadrant.x')}
          </text>
          <text className="mt-axis" transform={`translate(11 ${y(50)}) rotate(-90)`} textAnchor="middle">
            {t('quadrant.y')}
          </text>
          {dots.length === 0 && (
            <text className="mt-dot-name" x={x(50)} y={y(50) + 4} textAnchor="middle">
              {t('quadrant.none')}
            </text>
          )}
          {dots.map((dot) => {
            const label = names.get(dot.scenario);
            const words = t('quadrant.point', {
              name: nameOf(dot.scenario),
              rank: dot.row.rank,
              value: f.number(dot.row.value ?? 0),
              feasibility: f.number(dot.row.feasibility ?? 0),
              quadrant: dot.row.quadrant ? t(`quadrant.${dot.row.quadrant}`) : '',
            });
            return (
              // biome-ignore lint/a11y/useSemanticElements: no button of HTML stands inside a drawing.
              <g
                key={dot.scenario}
                className="mt-dot"
                data-kept={dot.row.kept || undefined}
                role="button"
                tabIndex={0}
                aria-label={words}
                onClick={() => show(dot.scenario)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  show(dot.scenario);
                }}
              >
                <title>{words}</title>
                <circle cx={dot.x} cy={dot.y} r={RADIUS} />
                <text className="mt-dot-rank" x={dot.x} y={dot.y + 4} textAnchor="middle">
                  {dot.row.rank}
                </text>
                {label && (
                  <text className="mt-dot-name" x={label.x} y={label.y + 4} textAnchor={label.anchor}>
                    {dot.name}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      </div>
      <div className="mt-quadrant-lists">
        {(['quick-win', 'bet', 'filler', 'drop'] as const).map((key) => {
          const own = points.filter((point) => point.row.quadrant === key);
          return (
            <section key={key} aria-label={t(`quadrant.${key}`)}>
              <h3>
                {t(`quadrant.${key}`)} <span className="muted">{f.number(own.length)}</span>
              </h3>
              <p className="muted">{t(`quadrant.${key}.means`)}</p>
              <ol>
                {own.map(({ row }) => (
                  <li key={row.scenario}>
                    <button type="button" className="mt-link" onClick={() => show(row.scenario)}>
                      <b className="number">{row.rank}</b> {nameOf(row.scenario)}
                    </button>
                  </li>
                ))}
              </ol>
            </section>
          );
        })}
      </div>
    </section>
  );
}
