import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, test, vi } from 'vitest';
import { scenario, show } from '../../fields/__tests__/stage';
import { SheetPanel } from '../SheetPanel';

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ count: 12, of: 100 })));
});

test('the sheet says which mandatory fields are still empty', async () => {
  show(SheetPanel, { ...scenario, sheet: { segments: ['champions'], key_moment: { moment: 'quote' } } });
  expect(screen.getByText('4 of the 6 mandatory fields are filled in.')).toBeTruthy();
  const chip = screen.getByText('Objective', { selector: 'button' });
  expect(chip.textContent).toBe('Objective to fill in');
});

test('choosing an objective writes it, and the sheet is complete', async () => {
  const { objective: _, ...sheet } = scenario.sheet ?? {};
  const shown = show(SheetPanel, { ...scenario, sheet });
  await userEvent.selectOptions(screen.getByLabelText('Objective'), 'retention');
  expect(shown.current().sheet?.objective).toBe('retention');
  expect(screen.getByText('The six mandatory fields are filled in.')).toBeTruthy();
});

test('a text is written in the language chosen at the top', async () => {
  const shown = show(SheetPanel, scenario, { locale: 'fr' });
  await userEvent.click(screen.getByText('EN', { selector: 'button' }));
  await userEvent.type(screen.getByLabelText('Thématique (anglais)'), 'The quote');
  expect(shown.current().sheet?.content?.theme).toEqual({ fr: 'Le devis', en: 'The quote' });
});

test('the trigger is read as a sentence and changed by kind', async () => {
  const shown = show(SheetPanel, scenario);
  expect(screen.getByText('When “Order” happens')).toBeTruthy();
  const edits = screen.getAllByText('Edit', { selector: 'button' });
  const last = edits.at(-1);
  if (last) await userEvent.click(last);
  await userEvent.click(screen.getByLabelText('Inactivity'));
  expect(shown.current().trigger).toEqual({ kind: 'inactivity', after: 'P180D', event: 'order.placed' });
  await userEvent.click(screen.getByLabelText('Own rhythm'));
  expect(shown.current().trigger).toEqual({
    kind: 'inactivity',
    event: 'order.placed',
    own_rhythm: { factor: 1, lead: 'P7D', min_events: 3 },
  });
});

test('coming back needs a time between two entries', async () => {
  const shown = show(SheetPanel, scenario);
  await userEvent.click(screen.getByText('Entry'));
  await userEvent.click(screen.getByLabelText('After leaving'));
  expect(shown.current().entry).toEqual({ reentry: 'after_exit', gap: 'P30D' });
  await userEvent.click(screen.getByLabelText('Never'));
  expect(shown.current().entry).toEqual({ reentry: 'never' });
});

test('a scenario prevailed over is written short until a case or an effect is said', async () => {
  const shown = show(SheetPanel, { ...scenario, priority: { prevails_over: ['visit'] } });
  await userEvent.click(screen.getByText('Priority'));
  await userEvent.selectOptions(screen.getByLabelText('Effect'), 'exit');
  expect(shown.current().priority).toEqual({ prevails_over: [{ scenario: 'visit', effect: 'exit' }] });
  await userEvent.selectOptions(screen.getByLabelText('Effect'), 'entry');
  expect(shown.current().priority).toEqual({ prevails_over: ['visit'] });
});

test('the messages of the canvas become deliverables in one click', async () => {
  const shown = show(SheetPanel, scenario);
  await userEvent.click(screen.getByText('Deliverables'));
  await userEvent.click(screen.getByText('Add the message of the canvas'));
  expect(shown.current().sheet?.deliverables).toHaveLength(1);
  expect(screen.queryByText('Add the message of the canvas')).toBeNull();
});

test('a finding stands beside the field it is about', () => {
  const message = { fr: 'Objectif inconnu.', en: 'Unknown objective.' };
  show(SheetPanel, scenario, {
    findings: [
      { rule: 'sheet', severity: 'error', scenario: 'quote', node: null, message, path: 'sheet/objective' },
    ],
  });
  const field = screen.getByLabelText('Objective');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  const noteId = field.getAttribute('aria-describedby') ?? '';
  expect(document.getElementById(noteId)?.textContent).toBe('Unknown objective.');
});

test('nothing can be typed in an archived scenario', () => {
  show(SheetPanel, scenario, { readOnly: true });
  expect(screen.getByLabelText('Objective').matches(':disabled')).toBe(true);
});

test('the ground, the origin and what was decided are written in the sheet', async () => {
  const shown = show(SheetPanel, scenario);
  await userEvent.click(screen.getByText('Legal ground'));
  await userEvent.click(screen.getByText('Add a legal ground'));
  await userEvent.type(screen.getByLabelText('Legal grounds (French)'), 'Contrat');
  await userEvent.type(screen.getByLabelText('What the legal department asks for (French)'), 'Mention');
  expect(shown.current().sheet?.legal).toEqual({ basis: ['Contrat'], notes: 'Mention' });
  await userEvent.click(screen.getByText('Origin and arbitration'));
  await userEvent.type(screen.getByLabelText('Origin of the idea (French)'), 'Atelier');
  await userEvent.type(screen.getByLabelText('Arbitration (French)'), 'Le salon.');
  expect(shown.current().sheet).toMatchObject({ origin: 'Atelier', arbitration: 'Le salon.' });
});

test('an indicator says what others reach and where that comes from', async () => {
  const kpis = [{ metric: 'click_rate', target: 0.1 }];
  const shown = show(SheetPanel, { ...scenario, sheet: { ...scenario.sheet, kpis } });
  await userEvent.click(screen.getByText('Indicators'));
  await userEvent.type(screen.getByLabelText('What others reach'), '8');
  await userEvent.type(screen.getByLabelText('Source of the figures (French)'), 'Étude');
  expect(shown.current().sheet?.kpis).toEqual([
    { metric: 'click_rate', target: 0.1, benchmark: 0.08, source: 'Étude' },
  ]);
});
