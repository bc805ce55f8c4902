import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Api, Saved, ScenarioRecord } from '../../api/client';
import { stack } from '../../layout/stack';
import { sample } from '../../model/__tests__/sample';
import type { Conflict } from '../../model/conflicts';
import type { Catalogue, Finding } from '../../model/document';
import { Editor } from '../Editor';
import { Session } from '../session';
import { DEFAULTS } from '../settings';

// The columns have tests of their own.
vi.mock('../sheet/SheetPanel', () => ({ SheetPanel: () => null }));
vi.mock('../inspector/Inspector', () => ({ Inspector: () => null }));
vi.setConfig({ testTimeout: 20_000 });

const catalogue: Catalogue = {
  kinds: [],
  triggers: [],
  channels: [
    { key: 'email', label: { fr: 'E-mail', en: 'E-mail' }, icon: 'mail' },
    { key: 'sms', label: { fr: 'SMS', en: 'SMS' }, icon: 'message' },
  ],
  objectives: [],
  families: [],
  levers: [],
  categories: [],
  operators: [],
  attributes: [],
  events: [],
  segments: [],
  templates: [],
  scenarios: [],
};
const error: Finding = {
  rule: 'no-dead-end',
  severity: 'error',
  scenario: 'relance-devis',
  node: 'm2',
  message: { fr: 'Rien ne suit.', en: 'Nothing follows.' },
};

function open(findings: Finding[] = [], conflicts: Conflict[] = []) {
  const record: ScenarioRecord = {
    key: 'relance-devis',
    state: 'draft',
    document: sample(),
    version: null,
    changed: false,
    findings,
    conflicts,
    etag: '"1"',
  };
  const saved: Saved = { etag: '"2"', findings, conflicts, changed: undefined };
  const api: Api = {
    catalogue: vi.fn(),
    load: vi.fn(async () => record),
    save: vi.fn(async () => saved),
    check: vi.fn(async () => ({ findings, conflicts })),
    remedies: vi.fn(async () => []),
    publish: vi.fn(async () => ({ version: 1 })),
    setState: vi.fn(),
    counts: vi.fn(),
    yamlUrl: (key) => key,
  };
  const keep = { read: () => undefined, write: () => {}, clear: () => {} };
  const places = stack(sample());
  const session = new Session(api, catalogue, record, places, async () => places, DEFAULTS, keep);
  const view = render(<Editor session={session} locale="en" backUrl="/scenarios" />);
  const card = (id: string): HTMLElement =>
    view.container.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`) ??
    expect.fail(`no card ${id}`);
  return { api, session, card, canvas: screen.getByRole('region', { name: 'Flowchart of the scenario' }) };
}

beforeAll(() => {
  // What jsdom lacks of the browser.
  Element.prototype.scrollIntoView = () => {};
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
});

afterEach(() => {
  localStorage.clear();
});

it('tells every step by kind, number, name and ways out', () => {
  const { card } = open();
  expect(card('m2').getAttribute('aria-label')).toContain('Message T2 “SMS · to be written”');
  expect(card('e1').getAttribute('aria-label')).toContain('2 ways out');
  expect(card('e1').getAttribute('aria-roledescription')).toBe('step');
});

it('is one stop of the tab order', () => {
  const { canvas } = open();
  expect(canvas.querySelectorAll('.react-flow__node[tabindex="0"]')).toHaveLength(1);
});

it('walks with the arrows and deletes as one step to undo', () => {
  const { session, card } = open();
  card('start').focus();
  fireEvent.keyDown(card('start'), { key: 'ArrowDown' });
  fireEvent.keyDown(card('start'), { key: 'ArrowDown' });
  fireEvent.keyDown(card('m1'), { key: 'Delete' });
  expect(session.snapshot().scenario.nodes.map((node) => node.id)).toEqual(['start', 'e1', 'm2', 'end']);
  fireEvent.keyDown(window, { key: 'z', ctrlKey: true });
  expect(session.snapshot().scenario).toEqual(sample());
});

it('adds after the chosen step from the palette, by keyboard alone', () => {
  const { session, card } = open();
  fireEvent.keyDown(card('start'), { key: 'ArrowDown' });
  fireEvent.keyDown(card('start'), { key: 'Tab' });
  const search = screen.getByRole('combobox', { name: 'Find a step' });
  fireEvent.change(search, { target: { value: 'wait' } });
  fireEvent.keyDown(search, { key: 'Enter' });
  expect(session.snapshot().scenario.edges).toEqual(
    expect.arrayContaining([
      { from: 'start', to: 'w1' },
      { from: 'w1', to: 'm1' },
    ]),
  );
});

it('connects by keyboard: C, arrows, Enter', () => {
  const { session, card } = open();
  fireEvent.keyDown(card('start'), { key: 'End' });
  fireEvent.keyDown(card('end'), { key: 'ArrowUp' });
  const [from] = session
    .snapshot()
    .scenario.edges.slice(-1)
    .map((edge) => edge.from);
  fireEvent.keyDown(card('m2'), { key: 'c' });
  fireEvent.keyDown(card('m2'), { key: 'ArrowUp' });
  fireEvent.keyDown(card('m2'), { key: 'Enter' });
  expect(from).toBe('m2');
  expect(session.snapshot().scenario.edges).not.toContainEqual({ from: 'm2', to: 'end' });
});

it('shows what stands in the way of publication, and the way to it', async () => {
  const { api } = open([error]);
  fireEvent.click(screen.getByRole('button', { name: 'Publish' }));
  const dialog = screen.getByRole('dialog', { hidden: true });
  await waitFor(() => within(dialog).getByText('One error stands in the way.'));
  expect(within(dialog).getByRole('button', { name: 'Publish', hidden: true })).toHaveProperty(
    'disabled',
    true,
  );
  fireEvent.click(within(dialog).getByRole('button', { name: /Nothing follows/, hidden: true }));
  expect(screen.queryByRole('dialog', { hidden: true })).toBeNull();
  expect(api.publish).not.toHaveBeenCalled();
});

it('publishes what was just saved', async () => {
  const { api, session } = open();
  session.setField(['name'], 'New');
  fireEvent.click(screen.getByRole('button', { name: 'Publish' }));
  const dialog = screen.getByRole('dialog', { hidden: true });
  await waitFor(() => within(dialog).getByText('Nothing stands in the way.'));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Publish', hidden: true }));
  await waitFor(() => expect(api.publish).toHaveBeenCalledWith('relance-devis', '"2"', undefined));
});
