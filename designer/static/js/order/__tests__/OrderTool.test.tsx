import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setAuthor } from '../../api/author';
import { createApi } from '../../api/client';
import { OrderTool } from '../OrderTool';
import { bootOf } from '../page';

HTMLDialogElement.prototype.showModal = function open() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
};

const NOTHING = {
  nothing: true,
  moves: [],
  rules: [],
  appear: [],
  vanish: [],
  differ: [],
  found: [],
  gone: [],
  circles_made: [],
  circles_broken: [],
  ties_made: [],
  ties_broken: [],
  simulation: null,
};

function page(revision: number, statements: unknown[]): string {
  const boot = {
    scenarios: [
      { key: 'a', name: 'Devis', revision },
      { key: 'b', name: 'Visite', revision: 1 },
    ],
    statements,
  };
  return `<div class="page-head"><button data-order="add">Dire</button></div><div id="order-body">
    <button data-order="drop" data-winner="a" data-loser="b">La retirer</button>
    <button data-order="edit" data-winner="a" data-place="0">Modifier</button>
    <script type="application/json" id="order-boot">${JSON.stringify(boot)}</script></div>
    <div id="toasts"></div>`;
}

interface Asked {
  path: string;
  body: unknown;
  headers: Record<string, string>;
}

const SAID = { winner: 'a', loser: 'b', place: 0, effect: 'entry', when: null };
let asked: Asked[];
let answers: Record<string, () => Response>;
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });

function show(revision = 3): void {
  document.body.innerHTML = page(revision, [SAID]);
  const api = createApi(
    () => 'token',
    '',
    async (path, init) => {
      asked.push({
        path,
        body: init.body ? JSON.parse(String(init.body)) : undefined,
        headers: init.headers as Record<string, string>,
      });
      return answers[path]?.() ?? json({});
    },
  );
  render(<OrderTool api={api} first={bootOf()} locale="fr" />);
}

beforeEach(() => {
  asked = [];
  answers = {
    '/order/preview': () => json(NOTHING),
    '/order/changes': () => json({ scenario: 'a', revision: 4, undo: 'u1' }),
    '/order/changes/u1/undo': () => new Response(null, { status: 204 }),
  };
  setAuthor('Zoé');
  vi.stubGlobal('fetch', async () => new Response(page(4, [])));
});
afterEach(() => {
  cleanup();
  document.body.innerHTML = '';
  vi.unstubAllGlobals();
});

const of = (path: string): Asked[] => asked.filter((one) => one.path === path);

it('drops the statement of a circle with one click, in the name of the reader, and takes it back', async () => {
  show();
  await userEvent.click(screen.getByText('La retirer'));
  const undo = await screen.findByRole('button', { name: 'Annuler' });
  expect(of('/order/changes')[0]).toMatchObject({
    body: { winner: 'a', over: 'b', place: null, statement: null },
    headers: { 'If-Match': '"3"', 'X-Author': 'Zo%C3%A9' },
  });
  expect(bootOf().scenarios[0]?.revision).toBe(4);
  await userEvent.click(undo);
  await screen.findByText(/Rétabli.*comme avant/);
  expect(of('/order/changes/u1/undo')).toHaveLength(1);
});

it('previews before it saves, and saves what was chosen', async () => {
  show();
  await userEvent.click(screen.getByText('Dire'));
  const dialog = screen.getByRole('dialog', { name: 'Dire qui prévaut' });
  expect(within(dialog).getByRole('button', { name: 'Enregistrer dans le brouillon' })).toHaveProperty(
    'disabled',
    true,
  );
  await userEvent.selectOptions(within(dialog).getByLabelText('Ce scénario prévaut'), 'a');
  await userEvent.selectOptions(within(dialog).getByLabelText('sur celui-ci'), 'b');
  await userEvent.click(within(dialog).getByLabelText(/fait sortir du second/));
  await within(dialog).findByText(/Rien.* ni l’ordre/);
  expect(of('/order/changes')).toEqual([]);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Enregistrer dans le brouillon' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(of('/order/changes')[0]?.body).toEqual({
    winner: 'a',
    place: null,
    over: null,
    statement: { scenario: 'b', effect: 'exit', when: null },
  });
});

it('tells what would move, which circle appears, and that the proof stays', async () => {
  answers['/order/preview'] = () =>
    json({
      ...NOTHING,
      nothing: false,
      moves: [{ scenario: 'b', before: 1, after: 2 }],
      circles_made: [{ scenarios: ['a', 'b', 'a'], drop: { winner: 'a', loser: 'b' } }],
    });
  show();
  await userEvent.click(screen.getByText('Modifier'));
  await screen.findByText(/Visite.*1 → 2/);
  expect(screen.getByText(/Une boucle apparaît.*Devis → Visite → Devis/)).toBeTruthy();
  expect(screen.getByText(/La preuve de pression ne change pas/)).toBeTruthy();
});

it('tells the first of many, and how many more there are', async () => {
  const moves = Array.from({ length: 10 }, (_, at) => ({ scenario: `s${at}`, before: at, after: at + 1 }));
  answers['/order/preview'] = () => json({ ...NOTHING, nothing: false, moves });
  show();
  await userEvent.click(screen.getByText('Modifier'));
  await screen.findByText('et 2 autres');
  expect(screen.queryByText(/s9/)).toBeNull();
});

it('reads the order again where somebody saved meanwhile, and says so', async () => {
  answers['/order/changes'] = () => json({ error: { code: 'changed', message: 'old' } }, 412);
  vi.stubGlobal('fetch', async () => new Response(page(9, [SAID])));
  show();
  await userEvent.click(screen.getByText('Modifier'));
  await userEvent.click(screen.getByRole('button', { name: 'Enregistrer dans le brouillon' }));
  expect((await screen.findByRole('alert')).textContent).toMatch(/enregistré par quelqu’un d’autre/);
  answers['/order/changes'] = () => json({ scenario: 'a', revision: 10, undo: 'u1' });
  await userEvent.click(screen.getByRole('button', { name: 'Enregistrer dans le brouillon' }));
  await waitFor(() => expect(of('/order/changes')).toHaveLength(2));
  expect(of('/order/changes')[1]?.headers['If-Match']).toBe('"9"');
});

it('offers to run a simulation again with the change, and links to both', async () => {
  answers['/order/preview'] = () => json({ ...NOTHING, simulation: { id: 5, name: 'Base' } });
  answers['/order/simulations'] = () => json({ id: 8, name: 'Autre' }, 202);
  show();
  await userEvent.click(screen.getByText('Modifier'));
  await userEvent.click(await screen.findByRole('button', { name: /Rejouer/ }));
  const link = await screen.findByRole('link', { name: /Comparer/ });
  expect(link.getAttribute('href')).toBe('/simulation/compare?one=5&other=8');
  expect(of('/order/simulations')[0]?.body).toMatchObject({ simulation: 5, winner: 'a' });
});
