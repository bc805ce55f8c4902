import { useEffect, useRef, useState } from 'react';

/** About how long a whole run takes to replay, milliseconds. */
const WHOLE = 24_000;
const QUICKEST = 60;
const SLOWEST = 700;

/** Milliseconds a day lasts in the replay of a run. */
export function beat(days: number): number {
  return Math.min(SLOWEST, Math.max(QUICKEST, WHOLE / days));
}

/** Where motion is unwelcome the picture changes seldom: once a second, by a week at least. */
export function strideOf(days: number): number {
  return Math.max(7, Math.ceil(days / 20));
}
const CALM_BEAT = 1_000;

/** Whether the reader asks for less motion, as it changes. */
export function useCalm(): boolean {
  const [calm, setCalm] = useState(false);
  useEffect(() => {
    const query = window.matchMedia('(prefers-reduced-motion: reduce)');
    const read = (): void => setCalm(query.matches);
    read();
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }, []);
  return calm;
}

export interface Replay {
  day: number;
  playing: boolean;
  setDay(day: number): void;
  toggle(): void;
}

/** The date of a picture and its replay, day by day, until the last one. */
export function useReplay(days: number, calm: boolean): Replay {
  const last = days - 1;
  const [day, setDay] = useState(last);
  const [playing, setPlaying] = useState(false);
  const known = useRef(days);
  // Another run is first shown whole.
  if (known.current !== days) {
    known.current = days;
    setDay(last);
    setPlaying(false);
  }
  useEffect(() => {
    if (!playing) return;
    const step = calm ? strideOf(days) : 1;
    const timer = setInterval(
      () => setDay((now) => Math.min(now + step, last)),
      calm ? CALM_BEAT : beat(days),
    );
    return () => clearInterval(timer);
  }, [playing, calm, days, last]);
  useEffect(() => {
    if (day >= last) setPlaying(false);
  }, [day, last]);
  return {
    day: Math.min(day, last),
    playing,
    setDay: (next) => {
      setPlaying(false);
      setDay(Math.min(Math.max(next, 0), last));
    },
    toggle: () => {
      if (!playing && day >= last) setDay(0);
      setPlaying(!playing && last > 0);
    },
  };
}
