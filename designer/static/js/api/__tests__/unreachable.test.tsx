import { afterEach, expect, it } from 'vitest';
import { Unreachable } from '../client';

afterEach(() => document.documentElement.removeAttribute('lang'));

it('says in the language of the page that the server is away', () => {
  document.documentElement.lang = 'fr';
  expect(new Unreachable(undefined).message).toBe('Le serveur ne répond pas.');
  document.documentElement.lang = 'en';
  expect(new Unreachable(undefined).message).toBe('The server does not answer.');
});
