import { useId } from 'react';
import type { TrialOut, TrialStep } from '../../api/schema';
import { useWidth } from '../useWidth';
import { rounds } from './instants';
import type { Telling } from './words';

const LEFT = 12;
const LANE = 34;
const AXIS = 24;
const LEAST = 260;
const RADIUS = 10;
const MINUTE = 60_000;
const DAY = 1440;

interface AxisProps {
  told: TrialOut;
  scenario: string;
  telling: Telling;
}

interface Dot {
  key: number;
  x: number;
  words: string;
  tone: 'sent' | 'held';
  title: string;
}

/** The messages of the trial on a date axis: this scenario's, the others' below; a line where the clock stands. */
export function Axis({ told, scenario, telling }: AxisProps) {
  const { t, clock } = telling;
  const [host, width] = useWidth<HTMLDivElement>(LEAST, 640);
  const title = useId();

  const start = Date.parse(told.start);
  const minutes = (iso: string): number => (Date.parse(iso) - start) / MINUTE;
  const upcoming = told.upcoming && minutes(told.upcoming.at);
  const span =
    Math.max(minutes(told.now), Math.min(upcoming ?? 0, minutes(told.now) * 2 + 7 * DAY), DAY) * 1.06;
  const end = width - LEFT - RADIUS;
  const x = (minute: number): number => LEFT + RADIUS + (minute / span) * (end - LEFT - RADIUS);
  const messages = told.steps.filter(({ kind }) => kind === 'decision');
  const own = messages.filter((step) => step.scenario === scenario);
  const other = messages.filter((step) => step.scenario !== scenario && step.decision?.verdict === 'sent');
  const dot = (step: TrialStep, key: number): Dot => {
    const sent = step.decision?.verdict === 'sent' || step.decision?.verdict === 'merged';
    return {
      key,
      x: x(minutes(step.at)),
      words: step.scenario === scenario ? (telling.time(step.node) ?? '') : '',
      tone: sent ? 'sent' : 'held',
      title: `${clock.moment(step.at)} · ${step.scenario === scenario ? telling.line(step) : telling.other(step)}`,
    };
  };
  const lanes = [
    { name: t('axis.own'), dots: own.map(dot) },
    ...(other.length > 0 ? [{ name: t('axis.others'), dots: other.map(dot) }] : []),
  ];
  const floor = 10 + LANE * lanes.length;
  const now = x(minutes(told.now));
  return (
    <div className="tr-axis" ref={host}>
      <svg width={width} height={floor + AXIS} role="img" aria-labelledby={title}>
        <title id={title}>
          {t('axis.label', {
            count: own.length,
            from: clock.moment(told.start),
            to: clock.moment(told.now),
          })}
        </title>
        <rect className="tr-past" x={LEFT} y={4} width={Math.max(0, now - LEFT)} height={floor - 4} />
        {lanes.map((lane, row) => {
          const y = 10 + LANE * row + LANE / 2;
          return (
            <g key={lane.name} data-other={row > 0 || undefined}>
              <line className="tr-lane" x1={LEFT} x2={end + RADIUS} y1={y} y2={y} />
              {lane.dots.map((one) => (
                <g key={one.key} className="tr-dot" data-tone={one.tone}>
                  <title>{one.title}</title>
                  {one.tone === 'sent' ? (
                    <circle cx={one.x} cy={y} r={RADIUS} />
                  ) : (
                    <rect x={one.x - RADIUS} y={y - RADIUS} width={2 * RADIUS} height={2 * RADIUS} rx={3} />
                  )}
                  <text x={one.x} y={y + 4}>
                    {one.words || (one.tone === 'sent' ? '•' : '–')}
                  </text>
                </g>
              ))}
              {row === 0 && typeof upcoming === 'number' && upcoming <= span && (
                <circle className="tr-next" cx={x(upcoming)} cy={y} r={RADIUS - 4} />
              )}
            </g>
          );
        })}
        <line className="tr-now-line" x1={now} x2={now} y1={2} y2={floor + 4} />
        {lanes.map((lane, row) => (
          <text key={lane.name} className="tr-lane-name" x={LEFT + 2} y={10 + LANE * row + LANE / 2 - 11}>
            {lane.name}
          </text>
        ))}
        <line className="tr-base" x1={LEFT} x2={end + RADIUS} y1={floor} y2={floor} />
        {rounds(told.start, span, Math.max(2, Math.floor(width / 90)), told.zone).map((at) => (
          <g key={at}>
            <line className="tr-tick" x1={x(minutes(at))} x2={x(minutes(at))} y1={floor} y2={floor + 5} />
            <text className="tr-tick-word" x={x(minutes(at))} y={floor + 18}>
              {clock.time(at) === '00:00' ? clock.tick(at) : clock.time(at)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
