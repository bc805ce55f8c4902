/** Durations and schedules in words. */

import { durationInWords, isZero } from '../../model/duration';
import { readCron, WEEKDAYS, type Weekday } from './cron';
import type { Speech } from './speech';

/** `P2D` as "2 jours"; the sign is dropped, and an absent one shows as an ellipsis. */
export function durationWords(say: Speech, text: string | undefined): string {
  return durationInWords(text, say.locale) || '…';
}

/** `-P3D` as "3 jours avant", zero as "le jour même". */
export function offsetWords(say: Speech, text: string | undefined): string {
  if (text === undefined || isZero(text)) return say.t('offset.same');
  return say.t(text.startsWith('-') ? 'offset.before' : 'offset.after', { length: durationWords(say, text) });
}

export function weekdayWords(
  say: Speech,
  days: readonly Weekday[],
  length: 'short' | 'long' = 'long',
): string {
  const key = [...WEEKDAYS].filter((day) => days.includes(day));
  if (key.length === 7) return say.t('weekdays.all');
  if (key.join() === 'mon,tue,wed,thu,fri') return say.t('weekdays.work');
  if (key.join() === 'sat,sun') return say.t('weekdays.end');
  return say.list(
    key.map((day) => say.t(`weekday.${day}.${length}`)),
    'conjunction',
  );
}

/** `0 9 * * MON` as "chaque lundi à 09:00". */
export function cronWords(say: Speech, text: string | undefined): string {
  if (!text) return say.t('cron.missing');
  const schedule = readCron(text);
  switch (schedule.kind) {
    case 'hourly':
      return say.t('cron.hourly', { minute: String(schedule.minute).padStart(2, '0') });
    case 'daily':
      return say.t('cron.daily', { time: schedule.time });
    case 'weekly':
      return schedule.days.length === 7
        ? say.t('cron.daily', { time: schedule.time })
        : say.t('cron.weekly', { time: schedule.time, days: weekdayWords(say, schedule.days) });
    case 'monthly':
      return say.t('cron.monthly', { time: schedule.time, day: schedule.day });
    case 'custom':
      return say.t('cron.custom', { text });
  }
}
