import { useId } from 'react';
import { proofWords } from '../../i18n/proof';
import type { Witness } from '../../model/conflicts';
import { type Mark, spanOf, spotsOf, ticksOf } from '../../model/timeline';
import type { Wording } from '../stepWords';
import { useWidth } from '../useWidth';
import { figure, momentWords, windowWords } from './words';

const LEFT = 8;
/** Room above the lanes, where the window is named. */
const TOP = 28;
/** Width of a figure of the score. */
const FIGURE = 26;
const LANE = 54;
const FILL = 78;
const AXIS = 26;
const RADIUS = 12;
/** Room on the right for the words of the limit. */
const RIGHT = 74;
/** Colours of scenarios: as many classes as the style sheet has. */
const COLOURS = 8;
const LEAST = 280;

/** A lane of the picture: one scenario. */
export interface Lane {
  key: string;
  name: string;
  /** From 1. */
  colour: number;
}

/** The scenarios in the order in which they come, each with its colour and name. */
export function lanesOf(witness: Witness, nameOf: (key: string) => string): Lane[] {
  const keys = [...new Set(witness.events.map(({ scenario }) => scenario))];
  return keys.map((key, index) => ({ key, name: nameOf(key), colour: (index % COLOURS) + 1 }));
}

interface TimelineProps {
  witness: Witness;
  marks: readonly Mark[];
  limit: number | null;
  lanes: readonly Lane[];
  wording: Wording;
  /** `T1`, or nothing for a campaign. */
  stepOf(mark: Mark): string;
}

/** A witness on a time axis: a lane a scenario, the window, and how full the rule is beside its limit. */
export function Timeline({ witness, marks, limit, lanes, wording, stepOf }: TimelineProps) {
  const { locale } = wording;
  const p = proofWords(locale);
  const [host, width] = useWidth<HTMLDivElement>(LEAST, 760);
  const title = useId();

  const span = spanOf(witness, marks);
  const end = width - (limit === null ? LEFT + RADIUS : RIGHT);
  const start = LEFT + RADIUS + 4;
  const x = (minute: number): number => start + (minute / span) * (end - start);
  const top = witness.window === null ? 0 : TOP;
  const bottom = top + LANE * lanes.length;
  const height = bottom + (limit === null ? 8 : FILL) + AXIS;
  const most = Math.max(limit ?? 0, ...marks.map(({ filled }) => filled)) || 1;
  const floor = height - AXIS - 4;
  const high = (value: number): number => floor - (value / most) * (FILL - 34);
  const steps = marks.map((mark, index) => ({
    id: `${mark.at}.${index}`,
    mark,
    from: x(mark.at),
    to: index + 1 < marks.length ? x(marks[index + 1]?.at ?? span) : x(span),
  }));
  const peak = Math.max(0, ...marks.map(({ filled }) => filled));

  return (
    <div className="ed-proof-picture" ref={host}>
      <svg className="timeline" width={width} height={height} role="img" aria-labelledby={title}>
        <title id={title}>
          {p('proof.picture', { count: marks.length, names: lanes.map(({ name }) => name).join(', ') })}
        </title>
        {witness.window !== null && (
          <>
            <rect
              className="tl-window"
              x={start - RADIUS}
              y={18}
              width={x(witness.window / 60) - start + RADIUS}
              height={floor - 18}
              rx={6}
            />
            <text className="tl-note" x={start - RADIUS} y={12}>
              {p('proof.window', { length: windowWords(witness.window, wording) })}
            </text>
          </>
        )}
        {lanes.map((lane, row) => {
          const y = top + LANE * row + 34;
          const mine = marks.filter(({ scenario }) => scenario === lane.key);
          return (
            <g key={lane.key} className={`c${lane.colour}`}>
              <text className="tl-name" x={start - RADIUS + 4} y={y - 19}>
                {lane.name}
              </text>
              <line className={`tl-lane c${lane.colour}`} x1={LEFT} y1={y} x2={end + 8} y2={y} />
              {spotsOf(mine, x, 2 * RADIUS).map((spot) => {
                const [first] = spot.marks;
                if (!first) return null;
                const over = spot.marks.some((mark) => mark.over);
                const many = spot.marks.length > 1;
                const words = [stepOf(first) || '•', many ? `×${spot.marks.length}` : ''].join('');
                const half = Math.max(RADIUS, many ? 4 * words.length : 0);
                const from = spot.from - RADIUS;
                const long = Math.max(spot.to - spot.from + 2 * RADIUS, 2 * half);
                return (
                  <g key={`${first.node} ${first.at}`} className={`tl-dot c${lane.colour}`}>
                    {over && (
                      <rect
                        className="tl-ring"
                        x={from - 4}
                        y={y - RADIUS - 4}
                        width={long + 8}
                        height={2 * RADIUS + 8}
                        rx={RADIUS + 4}
                      />
                    )}
                    <rect
                      className="ed-proof-dot"
                      x={from}
                      y={y - RADIUS}
                      width={long}
                      height={2 * RADIUS}
                      rx={RADIUS}
                    />
                    <text x={from + long / 2} y={y + 4}>
                      {words}
                    </text>
                  </g>
                );
              })}
            </g>
          );
        })}
        {limit !== null && (
          <>
            <text className="tl-count" x={start - RADIUS + 4} y={bottom + 14}>
              {witness.scores === null
                ? p('proof.count', { count: marks.length })
                : p('proof.peak', { score: figure(peak, locale) })}
            </text>
            {steps.map(
              ({ id, mark, from, to }) =>
                to - from >= 0.5 && (
                  <rect
                    key={id}
                    className={mark.over ? 'tl-fill over' : 'tl-fill'}
                    x={from}
                    y={high(mark.filled)}
                    width={to - from}
                    height={floor - high(mark.filled)}
                  />
                ),
            )}
            {witness.scores !== null &&
              steps
                .filter(({ from, to }, index) => to - from >= FIGURE || index === steps.length - 1)
                .map(({ id, mark, from }) => (
                  <text key={id} className="tl-note" x={from + 3} y={high(mark.filled) - 3}>
                    {figure(mark.filled, locale)}
                  </text>
                ))}
            <line className="tl-limit" x1={LEFT} y1={high(limit)} x2={end + 8} y2={high(limit)} />
            <text className="tl-note" x={end + 12} y={high(limit) + 4}>
              {p('proof.limit', { limit: figure(limit, locale) })}
            </text>
          </>
        )}
        <line className="tl-axis" x1={LEFT} y1={floor + 2} x2={end + 8} y2={floor + 2} />
        {ticksOf(span, Math.max(2, Math.floor(width / 96))).map((minute) => (
          <g key={minute}>
            <line className="tl-tick" x1={x(minute)} y1={floor + 2} x2={x(minute)} y2={floor + 7} />
            <text className="tl-tick-word" x={x(minute)} y={floor + 20}>
              {momentWords(minute, locale)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
