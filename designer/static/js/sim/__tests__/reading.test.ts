import { describe, expect, it } from 'vitest';
import type { Locale } from '../../model/document';
import { type Moment, Speaker } from '../reading';
import { readPair } from '../run';
import { answer, compared } from './sample';

const names = {
  step: (node: { id: string }) => node.id.toUpperCase(),
  way: (_: unknown, path: string) => path,
};
const speak = (locale: Locale = 'fr', of = answer()) => new Speaker(readPair(of), names, locale);
const whole: Moment = { side: 'first', period: 'start', day: 2 };
const rows = (list: { key: string; value: string; percent: string }[]) =>
  list.map(({ key, value, percent }) => [key, value, percent]);

describe('a step in words', () => {
  it('counts what a message does, and where those who arrived went', () => {
    const { title, rows: counts, ways } = speak('en').read({ kind: 'step', id: 'm1' }, whole);
    expect(title).toBe('T1 · M1');
    expect(rows(counts)).toEqual([
      ['arrived', '30', ''],
      ['sent', '27', ''],
      ['delayed', '3', ''],
      ['skipped', '0', ''],
      ['stopped', '3', '10%'],
    ]);
    expect(rows(ways)).toEqual([['next', '27', '90%']]);
  });

  it('says of an end that it is arrived at, no more', () => {
    const { rows: counts, ways } = speak().read({ kind: 'step', id: 'end' }, whole);
    expect(rows(counts)).toEqual([['arrived', '9', '']]);
    expect(ways).toEqual([]);
  });

  it('leaves out those who stopped where it counts less than the whole', () => {
    const { rows: counts } = speak().read({ kind: 'step', id: 'm1' }, { ...whole, period: 'day' });
    expect(counts.map(({ key }) => key)).not.toContain('stopped');
  });

  it('says no share where those who go on are not those who arrived', () => {
    const { ways } = speak().read({ kind: 'step', id: 'm1' }, { ...whole, period: 'week' });
    expect(ways.map(({ share }) => share)).toEqual([undefined]);
  });

  it('is read aloud in French typography', () => {
    const { sentence } = speak().read({ kind: 'step', id: 'm2' }, whole);
    expect(sentence).toBe(
      'T2 · M2. Du 1 janv. 1998 au 3 janv. 1998. Arrivées\u00a0: 8, Envoyés\u00a0: 6, Reports\u00a0: 0, ' +
        'Non envoyés\u00a0: 2, Sans suite à ce jour\u00a0: 2 (25\u00a0%), Vers END\u00a0: 6 (75\u00a0%).',
    );
  });
});

it('a way says where it comes from and leads to', () => {
  const { title, rows: counts } = speak('en').read({ kind: 'way', from: 'e1', path: 'timeout' }, whole);
  expect(title).toBe('Timeout, from “E1” to “T2 · M2”');
  expect(rows(counts)).toEqual([['passed', '8', '29.6%']]);
});

it('the whole scenario is summed by kind of step', () => {
  const { rows: counts } = speak('en').read(undefined, whole);
  expect(counts.map(({ value }) => value)).toEqual(['30', '33', '3', '2', '9']);
});

describe('a difference', () => {
  const read = speak('en', compared()).read({ kind: 'step', id: 'e1' }, { ...whole, side: 'difference' });

  it('has signs, and no share', () => {
    expect(rows(read.ways)).toEqual([
      ['event', '+4', ''],
      ['timeout', '−4', ''],
    ]);
    expect(read.ways.map(({ sign }) => sign)).toEqual([1, -1]);
  });

  it('says which is compared with which', () => {
    expect(read.note).toBe('“Deux par semaine” compared with “Politique actuelle”');
    expect(read.sentence).toContain(read.note);
  });
});

it('numbers are rounded where room is short', () => {
  const speaker = speak('en');
  expect(speaker.brief(1_234, 'first')).toBe('1,234');
  expect(speaker.brief(12_345, 'first', 10_000)).toBe('12.3K');
  expect(speaker.brief(-1_234_567, 'difference')).toBe('−1.23M');
});

it('dates count from the first day in UTC', () => {
  expect(speak().date(31)).toBe('dim. 1 févr. 1998');
  expect(speak('en').over({ ...whole, period: 'week' })).toBe('7 days until 3 Jan 1998');
});
