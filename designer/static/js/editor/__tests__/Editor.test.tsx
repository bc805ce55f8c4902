import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type Api, ApiError, type Saved, type ScenarioRecord } from '../../api/client';
import { stack } from '../../layout/stack';
import { catalogueOf } from '../../model/__tests__/catalogue';
import { sample } from '../../model/__tests__/sample';
import type { Conflict, Remedy } from '../../model/conflicts';
import type { Finding } from '../../model/document';
import { Editor } from '../Editor';
import { Session } from '../session';
import { DEFAULTS } from '../settings';

// The columns have tests of their own.
vi.mock('../sheet/SheetPanel', () => ({ SheetPanel: () => null }));
vi.mock('../inspector/Inspector', () => ({ Inspector: () => null }));
vi.setConfig({ testTimeout: 20_000 });

const catalogue = catalogueOf();
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
    ask: vi.fn(),
    fetch: vi.fn(),
  };
  const keep = { read: () => undefined, write: () => true, clear: () => {} };
  const places = stack(sample());
  const session = new Session(api, catalogue, record, places, async () => places, DEFAULTS, keep);
  const view = render(<Editor session={session} locale="en" backUrl="/scenarios" />);
  const card = (id: string): HTMLElement =>
    view.container.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`) ??
    expect.fail(`no card ${id}`);
  return { api, session, card, canvas: screen.getByRole('region', { name: 'Flowchart of the scenario' }) };
}

beforeAll(async () => {
  // Loaded apart: here once, before the tests rather than in the first that needs them.
  await Promise.all([import('../dialogs/PublishDialog'), import('../proof/Proof')]);
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
  const dialog = await screen.findByRole('dialog', { hidden: true });
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
  const dialog = await screen.findByRole('dialog', { hidden: true });
  await waitFor(() => within(dialog).getByText('Nothing stands in the way.'));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Publish', hidden: true }));
  await waitFor(() =>
    expect(api.publish).toHaveBeenCalledWith('relance-devis', '"2"', undefined, { over: 0 }),
  );
});

const tooMany: Conflict = {
  id: 'week~anniversaire~relance-devis',
  rule: 'week',
  verdict: 'may',
  exempt: false,
  scenarios: ['anniversaire', 'relance-devis'],
  limit: 2,
  worst: 3,
  exact: false,
  nodes: [
    ['relance-devis', 'm1'],
    ['relance-devis', 'm2'],
    ['anniversaire', 't1'],
  ],
  witness: {
    contact: { stage: 'client', married: true },
    events: [
      { at: 0, scenario: 'relance-devis', node: 'm1', channel: 'email' },
      { at: 3_600, scenario: 'anniversaire', node: 't1', channel: 'email' },
      { at: 172_800, scenario: 'relance-devis', node: 'm2', channel: 'sms' },
    ],
    window: 604_800,
    scores: null,
  },
  message: { fr: 'Trop.', en: '3 messages can be due where the rule allows 2.' },
};
const longer: Remedy = {
  kind: 'lengthen',
  label: { fr: 'Allonger', en: 'Lengthen the wait' },
  cost: { fr: 'Plus tard.', en: 'What follows leaves later.' },
  verdict: 'may',
  worst: 5,
  changes: [{ document: 'scenario:relance-devis', path: ['nodes', 2, 'timeout'], value: 'P8D' }],
};
const exclusive: Remedy = {
  ...longer,
  label: { fr: 'Exclure', en: 'Make them exclusive' },
  verdict: 'safe',
  changes: [
    { document: 'scenario:relance-devis', path: ['entry'], value: { group: 'g' } },
    { document: 'scenario:anniversaire', path: ['entry'], value: { group: 'g' } },
    { document: 'policy', path: ['caps', 0, 'max'], value: 3 },
  ],
};

it('says on a message that a rule can be exceeded, by a word and a name', () => {
  const { card } = open([], [tooMany]);
  const badge = within(card('m2')).getByRole('button', {
    name: 'Can exceed a rule of pressure (1 conflict): see why',
  });
  expect(badge.textContent).toContain('at risk');
  expect(card('m2').getAttribute('aria-label')).toContain('Can exceed a rule of pressure (1 conflict)');
  expect(within(card('e1')).queryByRole('button', { name: /see why/ })).toBeNull();
});

it('opens the witness of a message by keyboard, and gives the focus back on Escape', async () => {
  const { card } = open([], [tooMany]);
  card('start').focus();
  fireEvent.keyDown(card('start'), { key: 'ArrowDown' });
  fireEvent.keyDown(card('start'), { key: 'ArrowDown' });
  await waitFor(() => expect(document.activeElement).toBe(card('m1')));
  fireEvent.keyDown(card('m1'), { key: 'p' });
  const drawer = screen.getByRole('region', { name: 'Pressure' });
  await waitFor(() => expect(document.activeElement?.textContent).toBe('T1 · E-mail · relance-1'));
  within(drawer).getByText('3 messages can be due where the rule allows 2.', { exact: false });
  within(drawer).getByText(/it may be more/);
  within(drawer).getByText('Married: yes');
  within(drawer).getByText('3 for 2: too many');
  expect(within(drawer).getByRole('img').getAttribute('aria-labelledby')).toBeTruthy();
  within(drawer).getByText('3 messages in the window');
  fireEvent.keyDown(drawer, { key: 'Escape' });
  expect(screen.queryByText('3 for 2: too many')).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(card('m1')));
});

it('applies a remedy of this scenario by one click, as one step to undo', async () => {
  const { api, session } = open([], [tooMany]);
  const conflicts = (found: Conflict[]): void => {
    vi.mocked(api.check).mockResolvedValue({ findings: [], conflicts: found });
    vi.mocked(api.save).mockResolvedValue({ etag: '"3"', findings: [], conflicts: found, changed: true });
  };
  vi.mocked(api.remedies).mockResolvedValue([exclusive, longer]);
  fireEvent.click(screen.getByRole('button', { name: /^Pressure/ }));
  const apply = await screen.findByRole('button', { name: 'Apply: Lengthen the wait' });
  screen.getByText('This conflict goes; with other scenarios the rule can still see 5.');
  screen.getByText('Then the rule holds for everyone.');
  expect(screen.queryByRole('button', { name: 'Apply: Make them exclusive' })).toBeNull();
  expect(screen.getByRole('link', { name: '“anniversaire”' }).getAttribute('href')).toBe(
    '/scenarios/anniversaire',
  );
  expect(screen.getByRole('link', { name: 'rules and pressure' }).getAttribute('href')).toBe('/pressure');
  conflicts([]);
  fireEvent.click(apply);
  expect(session.snapshot().scenario.nodes[2]).toMatchObject({ timeout: 'P8D' });
  await screen.findByText('This conflict is gone.');
  expect(screen.queryByRole('button', { name: /see why/ })).toBeNull();
  conflicts([tooMany]);
  fireEvent.click(
    within(screen.getByRole('region', { name: 'Pressure' })).getByRole('button', { name: 'Undo' }),
  );
  expect(session.snapshot().scenario).toEqual(sample());
  expect(session.snapshot().canUndo).toBe(false);
  await screen.findByText('3 for 2: too many', undefined, { timeout: 3_000 });
});

it('steps through the conflicts of a scenario', async () => {
  const dead: Conflict = {
    ...tooMany,
    id: 'dead~m2',
    verdict: 'dead',
    limit: null,
    worst: null,
    scenarios: ['relance-devis'],
    nodes: [['relance-devis', 'm2']],
    witness: null,
    message: { fr: 'Jamais.', en: 'Its time to live is too short.' },
  };
  const { card } = open([], [tooMany, dead]);
  expect(within(card('m2')).getByText('never leaves')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: /^Pressure/ }));
  const choice = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Conflict' });
  expect(choice.value).toBe('dead~m2');
  fireEvent.click(screen.getByRole('button', { name: 'Next conflict' }));
  expect(choice.value).toBe(tooMany.id);
  fireEvent.change(choice, { target: { value: 'dead~m2' } });
  screen.getByText('Its time to live is too short.', { exact: false });
});

it('asks why a risk is taken before it publishes', async () => {
  const { api } = open([], [tooMany]);
  fireEvent.click(screen.getByRole('button', { name: 'Publish' }));
  const dialog = await screen.findByRole('dialog', { hidden: true });
  const go = within(dialog).getByRole('button', { name: 'Publish', hidden: true });
  const why = await within(dialog).findByLabelText('Why it is published all the same');
  within(dialog).getByText('3 messages can be due where the rule allows 2.');
  expect(go).toHaveProperty('disabled', true);
  fireEvent.change(why, { target: { value: 'The fair.' } });
  fireEvent.click(go);
  await waitFor(() =>
    expect(api.publish).toHaveBeenCalledWith('relance-devis', '"1"', 'The fair.', { over: 0 }),
  );
});

it('asks for the reason that the server asks for, with its conflicts', async () => {
  const { api } = open();
  vi.mocked(api.publish).mockRejectedValueOnce(new ApiError(409, 'reason-needed', 'Say why.', [], [tooMany]));
  fireEvent.click(screen.getByRole('button', { name: 'Publish' }));
  const dialog = await screen.findByRole('dialog', { hidden: true });
  await waitFor(() => within(dialog).getByText('Nothing stands in the way.'));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Publish', hidden: true }));
  const why = await within(dialog).findByLabelText('Why it is published all the same');
  within(dialog).getByText('A rule of pressure can be exceeded: say why it is published all the same.');
  fireEvent.change(why, { target: { value: 'The fair.' } });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Publish', hidden: true }));
  await waitFor(() =>
    expect(api.publish).toHaveBeenLastCalledWith('relance-devis', '"1"', 'The fair.', { over: 0 }),
  );
});
