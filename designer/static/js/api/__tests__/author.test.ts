import { beforeEach, expect, it, vi } from 'vitest';
import { author, authorHeader, LONGEST_NAME, onAuthor, setAuthor } from '../author';

beforeEach(() => setAuthor(''));

it('names nobody until somebody has said their name', () => {
  expect(authorHeader()).toEqual({});
});

it('sends a name with accents as ASCII', () => {
  setAuthor(' Éloïse ');
  expect(author()).toBe('Éloïse');
  expect(authorHeader()).toEqual({ 'X-Author': '%C3%89lo%C3%AFse' });
});

it('keeps no more of a name than the server does', () => {
  setAuthor('x'.repeat(200));
  expect(author()).toHaveLength(LONGEST_NAME);
});

it('tells who listens', () => {
  const heard = vi.fn();
  const stop = onAuthor(heard);
  setAuthor('Ana');
  stop();
  setAuthor('Bob');
  expect(heard).toHaveBeenCalledTimes(1);
});
