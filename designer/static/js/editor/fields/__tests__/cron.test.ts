import { describe, expect, test } from 'vitest';
import { isCron, readCron, writeCron } from '../cron';
import { speech } from '../speech';
import { cronWords } from '../spoken';

describe('schedules', () => {
  test.each([
    ['0 9 * * MON', { kind: 'weekly', time: '09:00', days: ['mon'] }],
    ['30 18 * * MON-FRI', { kind: 'weekly', time: '18:30', days: ['mon', 'tue', 'wed', 'thu', 'fri'] }],
    ['0 9 * * SAT,SUN', { kind: 'weekly', time: '09:00', days: ['sat', 'sun'] }],
    ['5 0 * * *', { kind: 'daily', time: '00:05' }],
    ['0 9 1 * *', { kind: 'monthly', time: '09:00', day: 1 }],
    ['15 * * * *', { kind: 'hourly', minute: 15 }],
  ] as const)('%s is read, and written back as it was', (text, schedule) => {
    expect(readCron(text)).toEqual(schedule);
    expect(writeCron(schedule)).toBe(text);
  });

  test('Sunday is 0 or 7, and numbers count from Monday', () => {
    expect(readCron('0 9 * * 0')).toEqual({ kind: 'weekly', time: '09:00', days: ['sun'] });
    expect(readCron('0 9 * * 1-2')).toEqual({ kind: 'weekly', time: '09:00', days: ['mon', 'tue'] });
  });

  test.each(['*/5 * * * *', '0 9 1 1 *', '0 9 1 * MON', '0 9,18 * * *', 'every day'])(
    '%j keeps its own words',
    (text) => {
      expect(readCron(text)).toEqual({ kind: 'custom', text });
    },
  );
});

test('an expression has five valid fields', () => {
  for (const good of ['0 9 * * MON', '*/5 8-18 * * 1-5', '0 0 1,15 JAN,JUL *'])
    expect(isCron(good)).toBe(true);
  for (const bad of ['', '0 9 * *', '60 9 * * *', '0 24 * * *', '0 9 * * MONDAY', '0 9 0 * *', '* * * * * *'])
    expect(isCron(bad)).toBe(false);
});

test('schedules in words', () => {
  expect(cronWords(speech('fr'), '0 9 * * MON-FRI')).toBe('du lundi au vendredi à 09:00');
  expect(cronWords(speech('en'), '0 9 * * MON,THU')).toBe('Monday and Thursday at 09:00');
  expect(cronWords(speech('fr'), '0 9 1 * *')).toBe('le 1 de chaque mois à 09:00');
  expect(cronWords(speech('en'), undefined)).toBe('schedule to be chosen');
});
