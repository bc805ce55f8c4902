import { expect, test } from 'vitest';
import { versionsWords } from '../../../i18n/versions';
import { authorsOf } from '../EntryList';
import type { Entry } from '../history';

const published: Entry = {
  id: 2,
  kind: 'published',
  saved_at: '2026-01-05T10:00:00Z',
  began_at: '2026-01-05T10:00:00Z',
  authors: [],
  name: null,
  version: 2,
  published_by: 'Marie',
  reason: null,
  restored_from: null,
  current: true,
  summary: { fr: '', en: '' },
  changes: 1,
};

test('who publishes is named, whoever drew it', () => {
  const t = versionsWords('en');
  expect(authorsOf(published, t)).toBe('Marie');
  expect(authorsOf({ ...published, authors: ['Paul', 'Marie'] }, t)).toBe('Paul, Marie');
  expect(authorsOf({ ...published, published_by: null }, t)).toBe('Somebody');
});
