import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Scenario } from '../../../model/document';
import { onGround, unstyled } from '../../content/MailFrame';
import { scenario, show } from '../../fields/__tests__/stage';
import { Inspector } from '../Inspector';
import { evenShares, freeName, slug } from '../NodeForm';

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ count: 1, of: 2 })));
});

const withNode = (node: Scenario['nodes'][number]): Scenario => ({
  ...scenario,
  nodes: [...scenario.nodes, node],
});

test('a wait is a duration, an hour or a date', async () => {
  const shown = show(Inspector, scenario, { selected: 'w1' });
  const wait = (): unknown => shown.current().nodes[1];
  const number = screen.getByLabelText('Length');
  await userEvent.clear(number);
  await userEvent.type(number, '5');
  expect(wait()).toEqual({ id: 'w1', kind: 'wait', for: 'P5D' });
  await userEvent.selectOptions(screen.getByLabelText('Length: unit'), 'hour');
  expect(wait()).toEqual({ id: 'w1', kind: 'wait', for: 'PT5H' });
  await userEvent.click(screen.getByRole('radio', { name: 'Until an hour' }));
  await userEvent.click(screen.getByRole('button', { name: 'Sunday' }));
  expect(wait()).toEqual({
    id: 'w1',
    kind: 'wait',
    until: { time: '09:00', weekdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
  });
  await userEvent.click(screen.getByRole('radio', { name: 'Until a date' }));
  await userEvent.type(screen.getByLabelText('Date of the contact'), 'birth{Enter}');
  await userEvent.selectOptions(screen.getByLabelText('If the date has passed'), 'exit');
  expect(wait()).toEqual({
    id: 'w1',
    kind: 'wait',
    until: { attribute: 'birth_date', offset: '-P1D' },
    if_past: 'exit',
  });
});

test('what is no length of time stays as typed, with the reason, and is not written', async () => {
  const shown = show(Inspector, scenario, { selected: 'w1' });
  const number = screen.getByLabelText<HTMLInputElement>('Length');
  for (const nonsense of ['-3', 'soon', '1.5']) {
    await userEvent.tripleClick(number);
    await userEvent.keyboard(nonsense);
    await userEvent.tab();
    expect(number.value).toBe(nonsense);
    expect(screen.getByText(/Type a whole number/)).toBeTruthy();
    expect(number.getAttribute('aria-invalid')).toBe('true');
    expect(JSON.stringify(shown.current().nodes[1])).not.toContain('-');
  }
  await userEvent.tripleClick(number);
  await userEvent.keyboard('4');
  expect(shown.current().nodes[1]).toMatchObject({ for: 'P4D' });
  expect(screen.queryByText(/Type a whole number/)).toBeNull();
});

test.each<unknown>([
  5,
  'tomorrow',
  null,
  [],
  true,
  { time: 9, weekdays: 'mon' },
  { attribute: 3, offset: [] },
])('an `until` of %j is shown, never a crash', (until) => {
  const node = { id: 'w2', kind: 'wait', until } as unknown as Scenario['nodes'][number];
  show(Inspector, withNode(node), { selected: 'w2' });
  expect(screen.getByRole('radio', { name: 'Until an hour' })).toBeTruthy();
});

test.each<unknown>(['half', null, [50], { of: 2 }, true])(
  'a share of %j is shown, never a crash',
  (share) => {
    const node = { id: 'ab', kind: 'experiment', paths: [{ path: 'a', share }] };
    show(Inspector, withNode(node as unknown as Scenario['nodes'][number]), { selected: 'ab' });
    expect(screen.getByText('The shares must sum to 100%.')).toBeTruthy();
  },
);

test('the sum of the shares is shown, and mended in one click', async () => {
  const node = {
    id: 'ab',
    kind: 'experiment' as const,
    paths: [
      { path: 'a', share: 60 },
      { path: 'b', share: 50 },
    ],
  };
  const shown = show(Inspector, withNode(node), { selected: 'ab' });
  expect(screen.getByText('The shares must sum to 100%.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Share evenly' }));
  expect(shown.current().nodes.at(-1)).toEqual({
    ...node,
    paths: [
      { path: 'a', share: 50 },
      { path: 'b', share: 50 },
    ],
  });
  expect(screen.queryByText('The shares must sum to 100%.')).toBeNull();
});

test('a renamed way out keeps its link', async () => {
  const node = { id: 's1', kind: 'split' as const, paths: [{ path: 'a', when: { is_set: 'city' } }] };
  const start = withNode(node);
  const shown = show(
    Inspector,
    { ...start, edges: [...start.edges, { from: 's1', path: 'a', to: 'end' }] },
    { selected: 's1' },
  );
  const name = screen.getByLabelText('Name of the way out');
  await userEvent.clear(name);
  await userEvent.type(name, 'very good{Enter}');
  expect(shown.current().edges.at(-1)).toEqual({ from: 's1', path: 'very-good', to: 'end' });
});

test('a way out is led to a step from a list', async () => {
  const shown = show(Inspector, scenario, { selected: 'm1' });
  await userEvent.selectOptions(screen.getByLabelText('Then'), 'w1');
  expect(shown.current().edges).toContainEqual({ from: 'm1', to: 'w1' });
  await userEvent.selectOptions(screen.getByLabelText('Then'), '');
  expect(shown.current().edges.some((edge) => edge.from === 'm1')).toBe(false);
});

test('attributes are set by their type', async () => {
  const shown = show(Inspector, withNode({ id: 'u1', kind: 'update', set: { stage: 'client' } }), {
    selected: 'u1',
  });
  await userEvent.click(screen.getByRole('button', { name: 'Add an attribute' }));
  expect(shown.current().nodes.at(-1)).toEqual({
    id: 'u1',
    kind: 'update',
    set: { stage: 'client', city: '' },
  });
});

test('with nothing selected a check leads to its step', async () => {
  const message = { fr: 'Pas de suite.', en: 'Leads nowhere.' };
  show(Inspector, scenario, {
    findings: [
      { rule: 'no-dead-end', severity: 'error', scenario: 'quote', node: 'm1', message, path: 'nodes/2' },
    ],
  });
  await userEvent.click(screen.getByRole('button', { name: /Leads nowhere/ }));
  expect(screen.getByText('T1')).toBeTruthy();
  expect(screen.getByText('Leads nowhere.')).toBeTruthy();
});

test('a template is loaded, edited and saved over the revision it was read at', async () => {
  const calls: { method: string; body: unknown; etag: string | null }[] = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    calls.push({
      method: init.method ?? '',
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      etag: new Headers(init.headers).get('If-Match'),
    });
    return Response.json(
      { key: 'guide', document: { format: 'message/1', channel: 'email', name: 'Guide', subject: 'Hello' } },
      { headers: { ETag: init.method === 'PUT' ? '"8"' : '"7"' } },
    );
  });
  show(Inspector, withNode({ id: 'm2', kind: 'message', channel: 'email', template: 'guide' }), {
    selected: 'm2',
  });
  await userEvent.click(await screen.findByRole('button', { name: 'French' }));
  const subject = screen.getByLabelText('Subject (French)');
  await userEvent.type(subject, ' there');
  await waitFor(() => expect(calls.some(({ method }) => method === 'PUT')).toBe(true), { timeout: 4000 });
  const put = calls.find(({ method }) => method === 'PUT');
  expect(put?.etag).toBe('"7"');
  expect(put?.body).toMatchObject({ document: { key: 'guide', subject: 'Hello there' } });
  await screen.findByText('Saved');
});

test('a template changed elsewhere is never overwritten unasked', async () => {
  let puts: (string | null)[] = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    if (init.method === 'PUT') {
      const etag = new Headers(init.headers).get('If-Match');
      puts = [...puts, etag];
      if (etag === '"7"')
        return Response.json(
          { error: { code: 'changed', message: 'Changed.', details: { current: { revision: 9 } } } },
          { status: 412 },
        );
    }
    return Response.json(
      { document: { format: 'message/1', channel: 'sms', name: 'Guide', text: 'Hi' } },
      { headers: { ETag: '"7"' } },
    );
  });
  show(Inspector, withNode({ id: 'm2', kind: 'message', channel: 'sms', template: 'guide' }), {
    selected: 'm2',
  });
  await userEvent.type(await screen.findByLabelText('Text (English)'), '!');
  await userEvent.click(await screen.findByRole('button', { name: 'Keep my version' }, { timeout: 4000 }));
  await screen.findByText('Saved');
  expect(puts).toEqual(['"7"', '"9"']);
});

test('names and shares', () => {
  expect(slug(' très bons clients ! ')).toBe('très-bons-clients-');
  expect(freeName(['a', 'c'])).toBe('b');
  expect(evenShares(3)).toEqual([34, 33, 33]);
});

test('styles wait under names that no policy blocks', () => {
  expect(unstyled('<style>p{}</style><p style="color:red">style=x</p>')).toBe(
    '<template>p{}</template><p data-css="color:red">style=x</p>',
  );
});

test('the rules of a dark ground are those of the chosen ground, not of the page', () => {
  const css = '@media (prefers-color-scheme: dark) { p { color: #fff } }';
  expect(onGround(css, true)).toBe('@media all { p { color: #fff } }');
  expect(onGround(css, false)).toBe('@media not all { p { color: #fff } }');
});

test('a template that does not exist yet is made with its own key', async () => {
  const made: unknown[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (url.endsWith('/check')) return Response.json({ faults: [], filters: [] });
    if (init.method === 'POST') made.push(JSON.parse(String(init.body)));
    return Response.json(
      { document: { format: 'message/1', channel: 'email', name: 'Second' } },
      { headers: { ETag: '"1"' } },
    );
  });
  const shown = show(
    Inspector,
    withNode({ id: 'm2', kind: 'message', channel: 'email', template: 'second' }),
    {
      selected: 'm2',
    },
  );
  expect(screen.getByText(/does not exist yet/)).toBeTruthy();
  await userEvent.click(screen.getByText('New template'));
  await userEvent.type(screen.getByLabelText('Name of the template'), 'Second');
  await userEvent.click(screen.getByText('Create the template'));
  await screen.findByLabelText('Subject (English)');
  expect(made).toEqual([
    { document: { format: 'message/1', key: 'second', channel: 'email', name: 'Second' } },
  ]);
  expect(shown.current().nodes.at(-1)).toMatchObject({ template: 'second' });
});
