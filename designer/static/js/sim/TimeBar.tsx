import { Pause, Play } from 'lucide-react';
import { useId, useMemo } from 'react';
import type { Speaker } from './reading';
import type { Replay } from './replay';
import { PERIODS, type Period } from './run';
import { Segments } from './Segments';

interface TimeBarProps {
  speaker: Speaker;
  days: number;
  replay: Replay;
  period: Period;
  onPeriod(period: Period): void;
  /** What happened on each day, drawn above the slider: the second row is of the run compared with. */
  bars: { title: string; rows: readonly (readonly number[])[] };
}

const HIGH = 28;

/** One line of bars a row, the later ones over the first. */
function Bars({ bars, day }: Pick<TimeBarProps, 'bars'> & { day: number }) {
  const { title, rows } = bars;
  const paths = useMemo(() => {
    const most = Math.max(1, ...rows.flat());
    return rows.map((row, index) =>
      row
        .map((count, at) => {
          const height = (Math.max(0, count) / most) * HIGH;
          return index === 0
            ? `M${at + 0.1} ${HIGH}V${HIGH - height}h.8V${HIGH}z`
            : `${at === 0 ? 'M' : 'L'}${at + 0.5} ${HIGH - height}`;
        })
        .join(''),
    );
  }, [rows]);
  const days = rows[0]?.length ?? 1;
  return (
    <svg
      className="sf-bars"
      viewBox={`0 0 ${days} ${HIGH}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={title}
    >
      <path className="sf-bar" d={paths[0]} />
      <svg
        aria-hidden="true"
        width={day + 1}
        height={HIGH}
        viewBox={`0 0 ${day + 1} ${HIGH}`}
        preserveAspectRatio="none"
      >
        <path className="sf-bar-done" d={paths[0]} />
      </svg>
      {paths[1] && <path className="sf-bar-other" d={paths[1]} vectorEffect="non-scaling-stroke" />}
    </svg>
  );
}

/** The date: play and pause, a slider under what happened each day, and how far back to count. */
export function TimeBar({ speaker, days, replay, period, onPeriod, bars }: TimeBarProps) {
  const { t } = speaker;
  const id = useId();
  const { day, playing } = replay;
  const count = t('time.day', { day: day + 1, days });
  return (
    <div className="sf-time">
      <button type="button" className="button primary sf-play" onClick={replay.toggle} disabled={days < 2}>
        {playing ? (
          <Pause className="icon" aria-hidden="true" />
        ) : (
          <Play className="icon" aria-hidden="true" />
        )}
        <span>{t(playing ? 'time.pause' : 'time.play')}</span>
      </button>
      <div className="sf-slide">
        <span className="sf-bars-title" aria-hidden="true">
          {bars.title}
        </span>
        <Bars bars={bars} day={day} />
        <input
          id={id}
          type="range"
          min={0}
          max={days - 1}
          value={day}
          aria-label={t('time.date')}
          aria-valuetext={`${speaker.date(day)}, ${count}`}
          onChange={(event) => replay.setDay(event.currentTarget.valueAsNumber)}
        />
      </div>
      <output className="sf-date" htmlFor={id} aria-live="off">
        <b>{speaker.date(day)}</b>
        <span>{count}</span>
      </output>
      <Segments
        label={t('choose.period')}
        value={period}
        choices={PERIODS.map((key) => ({ key, label: t(`period.${key}`), title: t(`period.${key}.title`) }))}
        onChoose={onPeriod}
      />
    </div>
  );
}
