import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { simWords } from '../../i18n/sim';
import { type Boot, FlowBlock } from '../FlowBlock';
import { answer, compared } from './sample';

vi.setConfig({ testTimeout: 20_000 });
vi.mock('../../layout/first', async () => {
  const { places } = await import('../../model/__tests__/sample');
  return { firstPlaces: async () => places };
});

const boot: Boot = {
  url: '/api/v1/simulations/3/flow',
  scenarios: [
    { key: 'relance-devis', name: 'Quote follow-up' },
    { key: 'anniversaire', name: 'Birthday' },
  ],
  scenario: 'relance-devis',
  others: [{ id: '4', name: 'Deux par semaine' }],
  with: '',
};
let asked: string[] = [];
let calm = false;

function reply(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

beforeEach(() => {
  asked = [];
  calm = false;
  vi.stubGlobal('matchMedia', (media: string) => ({
    matches: calm && media.includes('reduced-motion'),
    media,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.endsWith('/catalogue')) return reply({});
    asked.push(url);
    return reply(url.includes('with=4') ? compared() : answer());
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function open(given: Partial<Boot> = {}) {
  const view = render(<FlowBlock boot={{ ...boot, ...given }} locale="en" t={simWords('en')} />);
  await screen.findByRole('slider', { name: 'Date' });
  // The effects of what was just drawn run before anything is asked of it.
  await act(async () => undefined);
  const card = (id: string): HTMLElement =>
    view.container.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`) ?? expect.fail(id);
  return { ...view, card };
}

const reading = () => screen.getByRole('complementary', { name: 'Reading' });
const slider = () => screen.getByRole<HTMLInputElement>('slider', { name: 'Date' });

it('opens on the last day, with the counts on the cards', async () => {
  const { card } = await open();
  expect(asked).toEqual(['/api/v1/simulations/3/flow?scenario=relance-devis']);
  expect(slider().value).toBe('2');
  expect(slider().getAttribute('aria-valuetext')).toBe('Sat 3 Jan 1998, day 3 of 3');
  expect(card('start').textContent).toContain('30 entries');
  expect(card('m2').textContent).toContain('8');
});

it('shows an earlier day when the date moves', async () => {
  const { card } = await open();
  fireEvent.change(slider(), { target: { value: '0' } });
  expect(card('start').textContent).toContain('10 entries');
  fireEvent.change(slider(), { target: { value: '1' } });
  fireEvent.click(screen.getByRole('radio', { name: 'Day' }));
  expect(card('start').textContent).toContain('10 entries');
});

it('reads the card that has the focus, and walks by arrow keys', async () => {
  const { card } = await open();
  act(() => card('start').focus());
  expect(within(reading()).getByRole('heading', { level: 3 }).textContent).toContain('quote.created');
  fireEvent.keyDown(card('start'), { key: 'ArrowDown' });
  expect(document.activeElement).toBe(card('m1'));
  expect(reading().textContent).toContain('Delays');
  fireEvent.keyDown(card('m1'), { key: 'Escape' });
  expect(reading().textContent).toContain('The whole scenario');
});

it('is one stop of the tab key', async () => {
  const { container } = await open();
  expect(container.querySelectorAll('.react-flow__node[tabindex="0"]')).toHaveLength(1);
});

it('replays day by day from the first, and stops at the last', async () => {
  await open();
  vi.useFakeTimers();
  fireEvent.click(screen.getByRole('button', { name: 'Replay day by day' }));
  expect(slider().value).toBe('0');
  await act(() => vi.advanceTimersByTimeAsync(700));
  expect(slider().value).toBe('1');
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(slider().value).toBe('2');
  expect(screen.getByRole('button', { name: 'Replay day by day' })).toBeTruthy();
});

it('stops where the reader takes the date', async () => {
  await open();
  vi.useFakeTimers();
  fireEvent.click(screen.getByRole('button', { name: 'Replay day by day' }));
  fireEvent.change(slider(), { target: { value: '1' } });
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(slider().value).toBe('1');
});

it('moves no token and takes long strides for whoever wants less motion', async () => {
  calm = true;
  const { container } = await open();
  vi.useFakeTimers();
  fireEvent.click(screen.getByRole('button', { name: 'Replay day by day' }));
  expect(container.querySelector('.sf-token')).toBeNull();
  await act(() => vi.advanceTimersByTimeAsync(900));
  expect(slider().value).toBe('0');
  await act(() => vi.advanceTimersByTimeAsync(200));
  expect(slider().value).toBe('2');
});

it('says everything in a table too', async () => {
  await open();
  fireEvent.click(screen.getByRole('radio', { name: 'Table' }));
  const way = screen.getByRole('row', { name: /^→ timed out/ });
  expect(
    within(way)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['8', '29.6%']);
});

it('compares two runs by their difference, and either alone', async () => {
  const { card } = await open();
  fireEvent.change(screen.getByRole('combobox', { name: 'Compare with' }), { target: { value: '4' } });
  fireEvent.click(await screen.findByRole('radio', { name: 'Difference' }));
  expect(asked.at(-1)).toBe('/api/v1/simulations/3/flow?scenario=relance-devis&with=4');
  expect(new URLSearchParams(location.search).get('with')).toBe('4');
  act(() => card('e1').focus());
  expect(reading().textContent).toContain('−4');
  fireEvent.click(screen.getByRole('radio', { name: 'Deux par semaine' }));
  expect(reading().textContent).not.toContain('−4');
  fireEvent.click(screen.getByRole('radio', { name: 'Table' }));
  expect(screen.getAllByRole('columnheader').map((head) => head.textContent)).toEqual([
    'Step',
    'Politique actuelle',
    'Deux par semaine',
    'Difference',
  ]);
});

it('says why the flow could not be read, and asks again', async () => {
  const working = fetch;
  vi.stubGlobal('fetch', async (url: string) =>
    url.endsWith('/catalogue')
      ? reply({})
      : reply({ error: { code: 'gone', message: 'No longer kept.' } }, 410),
  );
  render(<FlowBlock boot={boot} locale="en" t={simWords('en')} />);
  expect((await screen.findByRole('alert')).textContent).toContain('No longer kept.');
  vi.stubGlobal('fetch', working);
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('slider', { name: 'Date' })).toBeTruthy();
});
