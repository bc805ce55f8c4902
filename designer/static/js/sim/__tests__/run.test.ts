import { describe, expect, it } from 'vitest';
import { figuresAt, missingSteps, peaks, readPair, Series } from '../run';
import { answer, compared } from './sample';

const total = (series: Series | undefined) => series?.until(99, 'start');

describe('a series', () => {
  const series = new Series([3, 1, 0, 5, 2, 2, 2, 2, 10], 9);

  it('counts from the start, over a week, or that day alone', () => {
    expect(series.until(3, 'start')).toBe(9);
    expect(series.until(8, 'week')).toBe(23);
    expect(series.until(3, 'day')).toBe(5);
  });

  it('has fewer days in its first week', () => expect(series.until(1, 'week')).toBe(4));

  it('stays at its end and is nothing before its start', () => {
    expect(series.until(99, 'start')).toBe(27);
    expect(series.until(-1, 'start')).toBe(0);
  });

  it('takes what is missing or no number as none', () => {
    const torn = new Series([1, null, 'x'], 5);
    expect(total(torn)).toBe(1);
    expect(total(new Series(undefined, 2))).toBe(0);
  });
});

describe('the answer of the server', () => {
  it('is read with what it left out as zero', () => {
    const { first, second } = readPair(answer());
    expect(first.days).toBe(3);
    expect(total(first.nodes.get('e1')?.sent)).toBe(0);
    expect(total(first.ways.get('e1|timeout'))).toBe(8);
    expect(second).toBeUndefined();
  });

  it('says who enters as who arrives at the trigger', () => {
    expect(total(readPair(answer()).first.nodes.get('start')?.arrived)).toBe(30);
  });

  it('lends its document to the run it is compared with', () => {
    expect(readPair(compared()).second?.scenario.nodes).toHaveLength(5);
  });

  it.each([undefined, null, 3, [], {}])('may be anything: %j', (nothing) => {
    expect(readPair(nothing).first.scenario.nodes).toEqual([]);
  });
});

describe('a comparison', () => {
  const pair = readPair(compared());

  it('is the second run less the first', () => {
    const figures = figuresAt(pair, 'difference', 2, 'start');
    expect(figures.way('e1', 'event')).toBe(4);
    expect(figures.way('e1', 'timeout')).toBe(-4);
    expect(figures.way('start', 'next')).toBe(0);
  });

  it('measures both runs alike and the difference by itself', () => {
    expect(peaks(pair, 'first', 'start').most).toBe(30);
    expect(peaks(pair, 'second', 'start').most).toBe(30);
    expect(peaks(pair, 'difference', 'start').most).toBe(4);
  });

  it('does not draw a small difference as wide as a large one', () => {
    const other = { ...(compared().other as object), ways: [...(answer().ways as object[])].slice(0, 4) };
    const alike = readPair({ ...compared(), other: { ...other, simulation: { days: 3 } } });
    expect(peaks(alike, 'difference', 'start').ways.get('m2|next')).toBe(6);
    const same = readPair({ ...compared(), other: { ...answer(), simulation: { days: 3 } } });
    expect(peaks(same, 'difference', 'start').most).toBe(3);
  });

  it('finds the peak of a difference that ends at nothing', () => {
    const { other, ...rest } = compared();
    const swapped = [{ from: 'start', path: 'next', to: 'm1', counts: [0, 20, 10] }];
    const torn = readPair({ ...rest, other: { ...(other as object), ways: swapped } });
    expect(peaks(torn, 'difference', 'start').ways.get('start|next')).toBe(10);
  });

  it('names the steps that only the second has', () => {
    const { other, ...rest } = compared();
    const more = { ...(rest.document as { nodes: object[] }) };
    more.nodes = [...more.nodes, { id: 'm3', kind: 'message' }];
    expect(missingSteps(readPair({ ...rest, other: { ...(other as object), document: more } }))).toEqual([
      'm3',
    ]);
  });
});
