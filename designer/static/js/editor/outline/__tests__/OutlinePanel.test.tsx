import { act, fireEvent, render, screen } from '@testing-library/react';
import { useState, useSyncExternalStore } from 'react';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Api, ScenarioRecord } from '../../../api/client';
import { editorWords } from '../../../i18n/editor';
import { stack } from '../../../layout/stack';
import { catalogueOf } from '../../../model/__tests__/catalogue';
import { sample } from '../../../model/__tests__/sample';
import type { Finding, Scenario } from '../../../model/document';
import { Graph } from '../../../model/graph';
import { NOTHING, type Selection } from '../../canvas/flow';
import { MarkStore } from '../../canvas/marks';
import { Session } from '../../session';
import { DEFAULTS } from '../../settings';
import { Wording } from '../../stepWords';
import type { Workbench } from '../../tools';
import OutlinePanel from '../OutlinePanel';

vi.setConfig({ testTimeout: 20_000 });

const catalogue = catalogueOf();

beforeAll(() => {
  Element.prototype.scrollIntoView = () => {};
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
});
afterEach(() => localStorage.clear());

function open(document: Scenario = sample(), findings: Finding[] = [], singleKeys = true) {
  const record: ScenarioRecord = {
    key: 'relance-devis',
    state: 'draft',
    document,
    version: null,
    changed: false,
    findings,
    conflicts: [],
    etag: '"1"',
  };
  const api = {
    save: vi.fn(async () => ({ etag: '"2"', findings, conflicts: [], changed: undefined })),
    check: vi.fn(async () => ({ findings, conflicts: [] })),
    ask: vi.fn(),
  } as unknown as Api;
  const keep = { read: () => undefined, write: () => true, clear: () => {} };
  const places = stack(document);
  const session = new Session(api, catalogue, record, places, async () => places, DEFAULTS, keep);
  const heard: string[] = [];
  const inspected: string[] = [];
  let choose: (selection: Selection) => void = () => {};
  let chosen: Selection = NOTHING;
  function Host() {
    const state = useSyncExternalStore(session.subscribe, session.snapshot);
    const [selection, select] = useState<Selection>(NOTHING);
    choose = select;
    chosen = selection;
    const { nodes, edges } = state.scenario;
    const bench: Workbench = {
      session,
      state,
      graph: new Graph({ nodes, edges }),
      wording: new Wording(catalogue, 'en'),
      locale: 'en',
      t: editorWords('en'),
      settings: { ...DEFAULTS, singleKeys },
      onSettings: () => {},
      selection,
      select,
      jump: () => {},
      inspect: () => inspected.push(chosen.nodes.join()),
      say: (words) => heard.push(words),
      canvas: { current: null },
      marks: new MarkStore(),
      preview: () => {},
      narrow: false,
      open: () => {},
      show: () => {},
      tidy: () => {},
      opened: 'outline',
    } as Workbench;
    return <OutlinePanel bench={bench} onClose={() => {}} />;
  }
  render(<Host />);
  return {
    session,
    heard,
    inspected,
    choose: (id: string) => act(() => choose({ nodes: [id], edges: [] })),
    chosen: () => chosen,
    ids: () => session.snapshot().scenario.edges.map(({ from, to }) => `${from}>${to}`),
  };
}

/** What a screen reader says of the tree: words that are not hidden, level, place, state. */
function read(): string[] {
  return screen.getAllByRole('treeitem').map((item) => {
    const words = item.cloneNode(true) as HTMLElement;
    for (const hidden of words.querySelectorAll('[aria-hidden="true"]')) hidden.remove();
    const parts = [...words.querySelectorAll('.ol-title, .ol-detail, .ol-to, .ol-loose, .visually-hidden')];
    const said = parts.map((part) => part.textContent).join(', ');
    const { ariaLevel, ariaPosInSet, ariaSetSize, ariaExpanded } = {
      ariaLevel: item.getAttribute('aria-level'),
      ariaPosInSet: item.getAttribute('aria-posinset'),
      ariaSetSize: item.getAttribute('aria-setsize'),
      ariaExpanded: item.getAttribute('aria-expanded'),
    };
    const open = ariaExpanded === null ? '' : ariaExpanded === 'true' ? ', expanded' : ', collapsed';
    return `${said} (level ${ariaLevel}, ${ariaPosInSet} of ${ariaSetSize}${open})`;
  });
}

function press(key: string, more: object = {}): void {
  const on = document.activeElement;
  if (!on) throw new Error('nothing has the focus');
  fireEvent.keyDown(on, { key, ...more });
}

const focused = (): string => document.activeElement?.textContent ?? '';

it('reads the scenario in order, ways under their step, joins as such', () => {
  open();
  expect(read().map((line) => line.replaceAll('\u00a0', ' '))).toEqual([
    'Step 1, quote.created, Trigger · every contact (level 1, 1 of 5)',
    'Step 2, T1 · E-mail · relance-1, D+0 · commercial (level 1, 2 of 5)',
    'Step 3, form.sent? within 2 days, Goes on as soon as it happens (level 1, 3 of 5, expanded)',
    'happened, leaves, at step 5 (level 2, 1 of 2)',
    'timed out, on to step 4 (level 2, 2 of 2)',
    'Step 4, T2 · SMS · to be written, D+2 · commercial (level 1, 4 of 5)',
    'Step 5, End of the journey, The contact leaves the scenario (level 1, 5 of 5)',
  ]);
});

it('says a group where it begins', () => {
  open({ ...sample(), groups: [{ id: 'g', title: 'Reminders', nodes: ['m2', 'm1'] }] });
  const said = screen
    .getAllByRole('treeitem')
    .flatMap((item) => (item.textContent?.includes('Group “Reminders”') ? [item.dataset.key] : []));
  expect(said).toEqual(['step m1']);
});

it('is one stop of the tab order, walked with the arrows', () => {
  const { chosen } = open();
  const stops = (): number => screen.getAllByRole('treeitem').filter((one) => one.tabIndex === 0).length;
  expect(stops()).toBe(1);
  press('ArrowDown');
  expect(chosen().nodes).toEqual(['m1']);
  press('End');
  expect(chosen().nodes).toEqual(['end']);
  press('Home');
  expect(chosen().nodes).toEqual(['start']);
  expect(stops()).toBe(1);
});

it('folds with the left arrow, opens with the right one, goes up from below', () => {
  open();
  press('ArrowDown');
  press('ArrowDown');
  press('ArrowDown');
  press('ArrowLeft');
  expect(focused()).toContain('Step 3');
  press('ArrowLeft');
  expect(read()).toHaveLength(5);
  press('ArrowRight');
  expect(read()).toHaveLength(7);
});

it('follows what is chosen on the canvas', () => {
  const { choose } = open();
  choose('m2');
  const at = screen.getAllByRole('treeitem').find((one) => one.tabIndex === 0);
  expect(at?.textContent).toContain('T2');
  expect(at?.getAttribute('aria-selected')).toBe('true');
});

it('goes to the step that a way joins', () => {
  const { chosen } = open();
  for (let at = 0; at < 3; at += 1) press('ArrowDown');
  press('Enter');
  expect(chosen().nodes).toEqual(['end']);
});

it('opens the inspector on Enter', () => {
  const { inspected } = open();
  press('ArrowDown');
  press('Enter');
  expect(inspected).toEqual(['m1']);
});

it('adds a step after another by typing its name', () => {
  const { ids, heard } = open();
  press('ArrowDown');
  press('a');
  fireEvent.change(screen.getByRole('combobox'), { target: { value: 'wait' } });
  fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });
  expect(ids()).toEqual(expect.arrayContaining(['m1>w1', 'w1>e1']));
  expect(heard).toEqual(['Wait added, step 3.']);
  expect(focused()).toContain('Step 3');
});

it('inserts a step before another', () => {
  const { ids } = open();
  press('ArrowDown');
  fireEvent.click(screen.getByRole('button', { name: 'Insert before' }));
  fireEvent.click(screen.getByRole('option', { name: /SMS/ }));
  expect(ids()).toEqual(expect.arrayContaining(['start>m3', 'm3>m1']));
});

it('moves a step within its chain, or says why not', () => {
  const chain = sample();
  chain.nodes.splice(1, 0, { id: 'w1', kind: 'wait', for: 'P2D' });
  chain.edges = chain.edges.flatMap((edge) =>
    edge.from === 'start'
      ? [
          { from: 'start', to: 'w1' },
          { from: 'w1', to: 'm1' },
        ]
      : [edge],
  );
  const { ids, heard } = open(chain);
  press('ArrowDown');
  press('ArrowDown', { altKey: true });
  expect(ids()).toEqual(expect.arrayContaining(['start>m1', 'm1>w1', 'w1>e1']));
  expect(heard.at(-1)).toMatch(/now step 3/);
  press('ArrowDown', { altKey: true });
  expect(heard.at(-1)).toBe('A step does not move past a fork.');
});

it('deletes a step and stands on the one before', () => {
  const { ids, session } = open();
  press('ArrowDown');
  press('Delete');
  expect(ids()).toContain('start>e1');
  expect(focused()).toContain('Step 1');
  act(() => session.undo());
  expect(session.snapshot().scenario).toEqual(sample());
});

it('cuts a way and connects it again', () => {
  const { ids } = open();
  for (let at = 0; at < 3; at += 1) press('ArrowDown');
  press('Delete');
  expect(ids()).not.toContain('e1>end');
  expect(read()[3]).toContain('to be drawn');
  press('c');
  fireEvent.change(screen.getByRole('combobox'), { target: { value: 'T2' } });
  fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });
  expect(ids().filter((one) => one === 'e1>m2')).toHaveLength(2);
});

it('leaves single letters alone where the reader has switched them off', () => {
  open(sample(), [], false);
  press('a');
  expect(screen.queryByRole('combobox')).toBeNull();
  press('Insert');
  expect(screen.getByRole('combobox')).toBeTruthy();
});

it('says how many things are to be looked at', () => {
  open(sample(), [
    { rule: 'r', severity: 'error', scenario: 's', node: 'm2', message: { fr: 'Non.', en: 'No.' } },
  ]);
  expect(read().find((line) => line.includes('T2'))).toContain('1 thing to look at');
});

it('begins with the trigger where nothing is drawn', () => {
  const { session } = open({ ...sample(), nodes: [], edges: [] });
  fireEvent.click(screen.getByRole('button', { name: 'Add the trigger' }));
  expect(session.snapshot().scenario.nodes).toEqual([{ id: 'start', kind: 'trigger' }]);
});
