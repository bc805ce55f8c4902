import { describe, expect, it, vi } from 'vitest';
import { type Api, ApiError, type ScenarioRecord } from '../../api/client';
import type { Keep, Kept } from '../../api/keep';
import { stack } from '../../layout/stack';
import { sample } from '../../model/__tests__/sample';
import type { Catalogue } from '../../model/document';
import { Session } from '../session';
import { DEFAULTS } from '../settings';

const record = (etag: string, document: unknown = sample()): ScenarioRecord => ({
  key: 'relance-devis',
  state: 'live',
  document,
  version: 2,
  changed: false,
  findings: [],
  etag,
});

function open(kept?: Kept) {
  let held = kept;
  const keep: Keep = {
    read: () => held,
    write: (value) => {
      held = value;
    },
    clear: () => {
      held = undefined;
    },
  };
  const api: Api = {
    catalogue: vi.fn(),
    load: vi.fn(async () => record('"9"', { ...sample(), name: 'theirs' })),
    save: vi.fn(async () => ({ etag: '"8"', findings: [], changed: undefined })),
    publish: vi.fn(async () => ({ version: 3 })),
    setState: vi.fn(async (_: string, action: 'pause' | 'resume') =>
      action === 'pause' ? 'paused' : 'live',
    ),
    counts: vi.fn(),
    yamlUrl: (key) => key,
  };
  const scenario = sample();
  const session = new Session(
    api,
    {} as Catalogue,
    record('"7"'),
    stack(scenario),
    async () => stack(scenario),
    DEFAULTS,
    keep,
  );
  return { api, session, held: () => held };
}

describe('a session', () => {
  it('draws a document without layout and does not save that', async () => {
    const { api, session } = open();
    expect(Object.keys(session.snapshot().places)).toHaveLength(5);
    expect(session.unsaved).toBe(false);
    await session.save();
    expect(api.save).not.toHaveBeenCalled();
  });

  it('knows that a published scenario has changed once a draft is saved', async () => {
    const { session } = open();
    session.setField(['sheet', 'effort_days'], 4);
    expect(await session.save()).toBe(true);
    expect(session.snapshot()).toMatchObject({ changed: true, save: { kind: 'saved' } });
  });

  it('puts a draft back that never reached the server, as a step to undo', () => {
    const kept = { document: { ...sample(), name: 'mine' }, etag: '"7"', at: '' };
    const { session } = open(kept);
    expect(session.recovered).toBe(true);
    expect(session.snapshot().scenario.name).toBe('mine');
    session.undo();
    expect(session.snapshot().scenario.name).toEqual(sample().name);
  });

  it('asks when that draft was made from an older revision', () => {
    const { session } = open({ document: { ...sample(), name: 'mine' }, etag: '"6"', at: '' });
    expect(session.snapshot().save.kind).toBe('conflict');
    expect(session.snapshot().theirs?.etag).toBe('"7"');
  });

  async function conflicted() {
    const opened = open();
    vi.mocked(opened.api.save).mockRejectedValueOnce(new ApiError(412, 'changed', 'Changed.'));
    opened.session.setField(['name'], 'mine');
    await opened.session.save();
    await vi.waitFor(() => expect(opened.session.snapshot().theirs).toBeDefined());
    return opened;
  }

  it('keeps mine over the other revision', async () => {
    const { api, session } = await conflicted();
    await session.keepMine();
    expect(vi.mocked(api.save).mock.calls.at(-1)).toMatchObject(['relance-devis', { name: 'mine' }, '"9"']);
    expect(session.snapshot()).toMatchObject({ theirs: undefined, save: { kind: 'saved' } });
  });

  it('takes the other, with mine one undo away', async () => {
    const { api, session } = await conflicted();
    await session.takeTheirs();
    expect(session.snapshot().scenario.name).toBe('theirs');
    expect(api.save).toHaveBeenCalledOnce();
    session.undo();
    expect(session.snapshot().scenario.name).toBe('mine');
  });

  it('takes over what was drawn elsewhere while nothing here was unsaved', async () => {
    const { api, session } = open();
    await session.refresh();
    expect(session.snapshot().scenario.name).toBe('theirs');
    expect(session.unsaved).toBe(false);
    expect(api.save).not.toHaveBeenCalled();
  });

  it('never takes it over unsaved work', async () => {
    const { session } = open();
    session.setField(['name'], 'mine');
    await session.refresh();
    expect(session.snapshot().scenario.name).toBe('mine');
    expect(session.unsaved).toBe(true);
  });

  it('arranges as one step', async () => {
    const { session } = open();
    expect(await session.tidy()).toBe(true);
    expect(session.snapshot().scenario.layout).toBeDefined();
    session.undo();
    expect(session.snapshot().scenario.layout).toBeUndefined();
  });
});
