import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createRef } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../api/client';
import type { TrialOut, TrialStep } from '../../../api/schema';
import { editorWords } from '../../../i18n/editor';
import { edgeKey, Graph } from '../../../model/graph';
import type { CanvasHandle } from '../../canvas/Canvas';
import { MarkStore } from '../../canvas/marks';
import { catalogue } from '../../conditions/__tests__/sample';
import { scenario } from '../../fields/__tests__/stage';
import { Wording } from '../../stepWords';
import type { Workbench } from '../../tools';
import { later } from '../instants';
import TrialDrawer from '../TrialDrawer';

const START = '2026-01-05T08:00:00Z';

interface Asked {
  contact: string | null;
  alone: boolean;
  acts: readonly { kind: string; name: string; at: string }[];
  until: string | null;
  go: string;
  id: string | null;
}

function stepAt(at: string, given: Partial<TrialStep>): TrialStep {
  return {
    at,
    kind: 'step',
    word: '',
    scenario: 'quote',
    version: 1,
    entry: 1,
    node: '',
    source: '',
    path: '',
    took: '',
    by: null,
    expires_at: null,
    values: {},
    reasons: [],
    decision: null,
    message: null,
    ...given,
  };
}

/** A server in miniature: an event enters, two days later the message leaves. */
function answer({ acts, until, go, contact }: Asked): TrialOut {
  const entered = acts[0] && later(acts[0].at, 1);
  const due = entered && later(entered, 2880);
  const now = go !== 'to' && due ? due : (until ?? START);
  const steps: TrialStep[] = [];
  const links = [];
  if (entered) {
    steps.push(stepAt(entered, { kind: 'event', scenario: '', word: acts[0]?.name ?? '' }));
    steps.push(
      stepAt(entered, { node: 'start' }),
      stepAt(entered, { node: 'w1', source: 'start', path: 'next' }),
    );
    links.push({ source: 'start', path: 'next', target: 'w1' });
  }
  const over = due !== undefined && now >= due;
  if (over) {
    steps.push(stepAt(due, { node: 'm1', source: 'w1', path: 'next' }));
    steps.push(
      stepAt(due, {
        kind: 'decision',
        word: 'sent',
        node: 'm1',
        decision: {
          verdict: 'sent',
          channel: 'email',
          category: 'commercial',
          due_at: due,
          rule: null,
          sentence: null,
          blocked_by: [],
          next_at: null,
        },
        message: {
          template: 'hello',
          variant: 'vip',
          subject: 'Hello Ana',
          sender: 'Us',
          text: 'Words',
          html: '',
          fault: null,
        },
      }),
      stepAt(due, { node: 'end', source: 'm1', path: 'next' }),
      stepAt(due, { node: 'end', kind: 'exit', word: 'end' }),
    );
  }
  return {
    id: 'held',
    contact: contact ?? 'trial',
    name: contact ?? 'Camille Martin',
    zone: 'Europe/Paris',
    attributes: {},
    version: 1,
    start: START,
    now,
    steps,
    inside:
      entered && !over
        ? [
            {
              version: 1,
              entry: 1,
              node: 'w1',
              since: entered,
              due: due ?? null,
              control: false,
              event: null,
              is_task: false,
            },
          ]
        : [],
    upcoming: entered && !over && due ? stepAt(due, { node: 'm1', source: 'w1', path: 'next' }) : null,
    nodes: steps.filter(({ kind }) => kind === 'step').map(({ node }) => node),
    links,
  };
}

function stage(reply: (asked: Asked) => TrialOut = answer) {
  const asked: Asked[] = [];
  const ask = vi.fn(async (method: string, path: string, body?: unknown) => {
    if (path === '/trials' && method === 'POST') {
      asked.push(body as Asked);
      return reply(body as Asked) as unknown as Record<string, unknown>;
    }
    return { contacts: [{ id: 'ana', attributes: { first_name: 'Ana', city: 'Lyon' } }] };
  });
  const marks = new MarkStore();
  const bench = {
    session: { api: { ask } },
    state: { scenario, catalogue },
    graph: new Graph(scenario),
    wording: new Wording(catalogue, 'en'),
    locale: 'en',
    t: editorWords('en'),
    marks,
    canvas: createRef<CanvasHandle>(),
    narrow: false,
    select: vi.fn(),
  } as unknown as Workbench;
  const onClose = vi.fn();
  const shown = render(<TrialDrawer bench={bench} onClose={onClose} />);
  return { asked, marks, onClose, user: userEvent.setup(), ...shown };
}

const button = (name: RegExp | string) => screen.findByRole('button', { name });

describe('A trial in the editor', () => {
  it('fires the trigger, steps to the next thing, and shows path, message and marks', async () => {
    const { user, marks, asked, unmount } = stage();
    await user.click(await button(/^Fire: /));
    await user.click(screen.getByRole('button', { name: 'Fire' }));
    expect(await screen.findByText(/Wait 2 days/, { selector: 'b' })).toBeDefined();
    expect(asked.at(-1)?.acts).toMatchObject([{ kind: 'event', name: 'order.placed', at: START }]);
    expect(marks.get('w1')?.tone).toBe('here');
    expect(marks.get(edgeKey({ from: 'start', to: 'w1' }))?.tone).toBe('path');

    await user.click(screen.getByRole('button', { name: 'Next step' }));
    expect(await screen.findByText('Leaves by e-mail')).toBeDefined();
    expect(screen.getByText('Hello Ana')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Read the message' }));
    expect(screen.getByText('Words')).toBeDefined();
    expect(screen.getByText(/Variant “vip”/)).toBeDefined();
    expect(marks.get('m1')?.words).toContain('sent');
    act(() => unmount());
    expect(marks.get('m1')).toBeUndefined();
  });

  it('goes back one step, and starts again', async () => {
    const { user, asked } = stage();
    const back = await button('Go back one step');
    expect(back.getAttribute('aria-disabled')).toBe('true');
    await user.click(screen.getByRole('button', { name: '+1 day' }));
    await user.click(screen.getByRole('button', { name: '+7 days' }));
    await waitFor(() => expect(asked.at(-1)?.until).toBe(later(START, 8 * 1440)));
    await user.click(back);
    await waitFor(() => expect(asked.at(-1)?.until).toBe(later(START, 1440)));
    expect(asked.at(-1)?.id).toBe('held');
    await user.click(screen.getByRole('button', { name: 'Start again' }));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ until: null, acts: [], id: null }));
  });

  it('chooses a real contact, alone or beside what runs', async () => {
    const { user, asked } = stage();
    await user.click(await button('Choose another contact'));
    await user.type(screen.getByRole('combobox', { name: /^Search a contact/ }), 'ana');
    await screen.findByRole('option', { name: /Ana/ });
    await user.keyboard('{Enter}');
    await waitFor(() => expect(asked.at(-1)?.contact).toBe('ana'));
    await user.click(screen.getByRole('radio', { name: 'Scenario alone' }));
    await waitFor(() => expect(asked.at(-1)?.alone).toBe(true));
  });

  it('says why a drawing cannot be tried, keeps what was shown, and closes with Escape', async () => {
    let broken = false;
    const { user, onClose } = stage((asked) => {
      if (broken) throw new ApiError(400, 'bad-input', 'The scenario has no start.');
      return answer(asked);
    });
    await button('+1 day');
    broken = true;
    await user.click(screen.getByRole('button', { name: '+1 day' }));
    expect((await screen.findByRole('alert')).textContent).toContain('The scenario has no start.');
    expect(screen.getByRole('button', { name: 'Next step' })).toBeDefined();
    broken = false;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    await user.keyboard('{Escape}');
    expect(onClose).toHaveBeenCalled();
  });
});
