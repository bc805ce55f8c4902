import { expect, test, vi } from 'vitest';
import type { Api } from '../../../api/client';
import type { Scenario } from '../../../model/document';
import { type Choices, chosenName, fileOf, handoutFile } from '../making';

const CHOICES: Choices = {
  form: 'kit',
  language: 'fr',
  paper: 'a4',
  slides: 'wide',
  orientation: 'auto',
  pages: 'auto',
  frame: true,
  file: 'docx',
};
const SCENARIO = {
  key: 'mariage',
  nodes: [{ id: 'start', kind: 'trigger' }],
  edges: [],
} as unknown as Scenario;

test('a hand-out is named after the scenario and what it is, in its language', () => {
  expect(chosenName('mariage', { ...CHOICES, form: 'sheet', file: 'pptx' })).toBe('mariage-fiche.pptx');
  expect(chosenName('mariage', { ...CHOICES, form: 'sheet', language: 'en' })).toBe('mariage-sheet.docx');
  expect(chosenName('mariage', { ...CHOICES, form: 'mermaid' })).toBe('mariage.mmd');
});

test('a kit has no slides: a PDF is made in their place', () => {
  expect(handoutFile('kit', 'pptx')).toBe('pdf');
  expect(handoutFile('sheet', 'pptx')).toBe('pptx');
});

test('a hand-out is asked for with the drawing as it is shown', async () => {
  const fetch = vi.fn(async () => new Response('made'));
  await fileOf({ fetch } as unknown as Api, SCENARIO, { start: [8, 16] }, CHOICES);
  expect(fetch).toHaveBeenCalledWith(
    'POST',
    '/exports/kit.docx',
    expect.objectContaining({
      document: expect.objectContaining({ layout: { start: [8, 16] } }),
      language: 'fr',
    }),
  );
});
