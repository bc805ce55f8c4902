import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, test, vi } from 'vitest';
import type { Finding, Scenario } from '../../../model/document';
import { catalogue } from '../../conditions/__tests__/sample';
import { scenario, show } from '../../fields/__tests__/stage';
import { kpisOf, mendOf, segmentsOf } from '../mend';
import { SheetPanel } from '../SheetPanel';

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ count: 12, of: 100 })));
});

const found = (rule: string, path: string, node: string | null = null): Finding => ({
  rule,
  severity: 'warning',
  scenario: 'quote',
  node,
  path,
  message: { fr: 'Écart.', en: 'Different.' },
});

const drawn: Scenario = {
  ...scenario,
  sheet: {
    ...scenario.sheet,
    deliverables: [{ name: 'T4 – relance-devis-1' }, { name: { fr: 'SMS', en: 'Text' } }],
    kpis: [{ metric: 'conversion_rate', within: 'P30D' }, { metric: 'open_rate' }],
    expected: { opened: 0.4 },
  },
  goal: { event: 'order.placed', within: 'P14D' },
  nodes: scenario.nodes.map((node) =>
    node.id === 'm1' ? { id: 'm1', kind: 'message', channel: 'email', template: 'relance-devis-1' } : node,
  ),
};

describe('a finding on the sheet', () => {
  it.each([
    [
      'sheet-names-used-channels',
      'sheet/deliverables/1',
      ['sheet', 'deliverables'],
      [{ name: 'T4 – relance-devis-1' }],
    ],
    [
      'deliverable-has-step',
      'sheet/deliverables/0',
      ['sheet', 'deliverables', 0, 'name'],
      'T1 – relance-devis-1',
    ],
    ['kpi-can-be-seen', 'sheet/kpis/1', ['sheet', 'kpis'], [{ metric: 'conversion_rate', within: 'P30D' }]],
    ['kpi-can-be-seen', 'sheet/expected/opened', ['sheet', 'expected', 'opened'], undefined],
    ['conversion-has-goal', 'sheet/kpis/0/within', ['sheet', 'kpis', 0, 'within'], 'P14D'],
    ['moment-is-trigger', 'sheet/key_moment/moment', ['sheet', 'key_moment', 'moment'], 'order.placed'],
    ['segment-can-enter', 'sheet/segments/0', ['sheet', 'segments'], undefined],
  ])('%s at %s is mended by one change', (rule, path, place, value) => {
    expect(mendOf(found(rule, path), drawn, catalogue)).toMatchObject({ path: place, value });
  });

  it('a message without a deliverable gets one, named as on the canvas', () => {
    const mend = mendOf(found('message-has-deliverable', 'sheet/deliverables', 'm1'), drawn, catalogue);
    expect(mend?.value).toEqual([
      ...(drawn.sheet?.deliverables ?? []),
      {
        name: { fr: expect.stringContaining('T1 – '), en: expect.stringContaining('T1 – ') },
        status: 'todo',
      },
    ]);
  });

  it('is left to people where there is a choice', () => {
    expect(mendOf(found('sheet-names-used-channels', 'sheet/description'), drawn, catalogue)).toBeUndefined();
    const { goal: _, ...aimless } = drawn;
    expect(mendOf(found('conversion-has-goal', 'sheet/kpis/0'), aimless, catalogue)).toBeUndefined();
  });
});

it('figures are offered that the channels and the goal show', () => {
  expect(kpisOf(drawn)).toEqual([
    { metric: 'click_rate', within: 'P14D' },
    { metric: 'unsubscribe_rate', within: 'P14D' },
  ]);
});

it('segments are offered that the audience asks for in any case', () => {
  const audience = {
    all: [{ in_segment: 'vip' }, { not: { in_segment: 'lost' } }, { in_segment: 'champions' }],
  };
  expect(segmentsOf({ ...drawn, audience })).toEqual(['vip']);
  expect(segmentsOf({ ...drawn, audience: { any: [{ in_segment: 'vip' }] } })).toEqual([]);
});

test('the sheet says where it differs from the flowchart, and a click mends it', async () => {
  const shown = show(SheetPanel, drawn, { findings: [found('conversion-has-goal', 'sheet/kpis/0/within')] });
  expect(screen.getByRole('heading', { name: /do not say the same/ })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: /Read it over 14.days/ }));
  expect(shown.current().sheet?.kpis?.[0]).toEqual({ metric: 'conversion_rate', within: 'P14D' });
});

test('an indicator of the flowchart is taken by a click', async () => {
  const shown = show(SheetPanel, drawn);
  await userEvent.click(screen.getByText('Indicators'));
  await userEvent.click(screen.getByRole('button', { name: 'Add: Click rate' }));
  expect(shown.current().sheet?.kpis?.at(-1)).toEqual({ metric: 'click_rate', within: 'P14D' });
});
