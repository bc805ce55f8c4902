import { expect, it, vi } from 'vitest';
import { ApiError, createApi, Unreachable } from '../client';

const reply = (body: unknown, status = 200, headers = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

function api(response: Response | Error) {
  const fetcher = vi.fn(async (_url: string, _init: RequestInit) => {
    if (response instanceof Error) throw response;
    return response;
  });
  return { fetcher, api: createApi(() => 'token', '/api/v1', fetcher) };
}

it('saves with the revision and the token', async () => {
  const { fetcher, api: client } = api(reply({ revision: 8, findings: [] }));
  const saved = await client.save('a b', { key: 'a b' }, '"7"');
  expect(saved.etag).toBe('"8"');
  const [url, init] = fetcher.mock.calls[0] ?? [];
  expect(url).toBe('/api/v1/scenarios/a%20b');
  expect(init?.headers).toMatchObject({ 'If-Match': '"7"', 'X-CSRFToken': 'token' });
  expect(init?.body).toBe('{"document":{"key":"a b"}}');
});

it('prefers the revision of the header', async () => {
  const { api: client } = api(reply({ revision: 8, document: {} }, 200, { ETag: '"x9"' }));
  expect((await client.load('k')).etag).toBe('"x9"');
});

it('hands the words and the findings of a refusal on', async () => {
  const message = { fr: 'Une sortie ne mène nulle part.', en: 'A way out leads nowhere.' };
  const finding = { rule: 'no-dead-end', severity: 'error', scenario: 'k', node: 'm1', message };
  const { api: client } = api(
    reply({ error: { code: 'findings', message: 'Two errors.', findings: [finding] } }, 409),
  );
  const error = await client.publish('k', '"1"').catch((refusal: unknown) => refusal);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 409, code: 'findings', message: 'Two errors.', findings: [finding] });
});

it.each([[new TypeError('Failed to fetch')], [reply({}, 503)]])(
  'tells an absent server from a refusal',
  async (response) => {
    await expect(api(response).api.counts('k')).rejects.toBeInstanceOf(Unreachable);
  },
);

it('fills a catalogue that lacks lists', async () => {
  const catalogue = await api(reply({ events: [{ name: 'a' }] })).api.catalogue();
  expect(catalogue.events).toHaveLength(1);
  expect(catalogue.templates).toEqual([]);
});

it('says once what a finding is about', async () => {
  const message = {
    fr: "Scénario k, étape « m1 » : ce message n'a pas de gabarit.",
    en: "Scenario k, node 'm1': this message has no template.",
  };
  const finding = { rule: 'template', severity: 'warning', scenario: 'k', node: 'm1', message };
  const { findings } = await api(reply({ revision: 1, findings: [finding] })).api.load('k');
  expect(findings[0]?.message).toEqual({
    fr: 'Ce message n’a pas de gabarit.',
    en: 'This message has no template.',
  });
});
