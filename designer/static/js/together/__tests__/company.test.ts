import { afterEach, describe, expect, it, vi } from 'vitest';
import { Company } from '../company';

const person = (client: string, colour: number) => ({ client, name: '', colour, cursor: null, nodes: [] });

describe('the ids of steps that a page makes', () => {
  afterEach(() => vi.useRealTimers());

  it('end by the colour that the page has to itself; the first one has plain ids', () => {
    const [first, second] = [new Company('first-abcd'), new Company('second-efgh')];
    const people = [person('first-abcd', 0), person('second-efgh', 1)];
    first.heard(people, Date.now());
    second.heard(people, Date.now());
    expect([first.mark(), second.mark()]).toEqual(['', 'b']);
  });

  it('end by a word of the page where others may have its colour', () => {
    vi.useFakeTimers();
    const company = new Company('first-abcd');
    expect(company.mark()).toBe('-abcd');
    company.heard([person('first-abcd', 0), person('other-page', 0)], Date.now());
    expect(company.mark()).toBe('-abcd');
    company.heard([person('first-abcd', 0)], Date.now());
    expect(company.mark()).toBe('');
    vi.advanceTimersByTime(6_000);
    expect(company.mark()).toBe('-abcd');
  });
});
