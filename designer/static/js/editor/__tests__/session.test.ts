import { describe, expect, it, vi } from 'vitest';
import { type Api, ApiError, type ScenarioRecord } from '../../api/client';
import type { Keep, Kept } from '../../api/keep';
import { stack } from '../../layout/stack';
import { sample } from '../../model/__tests__/sample';
import type { Conflict, Remedy } from '../../model/conflicts';
import type { Catalogue, Node } from '../../model/document';
import { type Server, ServerError, type Template } from '../fields/server';
import { CHECK_AFTER, NotSaved, Session } from '../session';
import { DEFAULTS } from '../settings';

const record = (etag: string, document: unknown = sample()): ScenarioRecord => ({
  key: 'relance-devis',
  state: 'live',
  document,
  version: 2,
  changed: false,
  findings: [],
  conflicts: [],
  etag,
});

const text = (subject: string): Template => ({
  format: 'message/1',
  key: 'one',
  channel: 'email',
  name: 'One',
  subject,
});

function open(kept?: Kept) {
  let held = kept;
  const keep: Keep = {
    read: () => held,
    write: (value) => {
      held = value;
      return true;
    },
    clear: () => {
      held = undefined;
    },
  };
  const api: Api = {
    catalogue: vi.fn(),
    load: vi.fn(async () => record('"9"', { ...sample(), name: 'theirs' })),
    save: vi.fn(async () => ({ etag: '"8"', findings: [], conflicts: [], changed: undefined })),
    check: vi.fn(async () => ({ findings: [], conflicts: [] })),
    remedies: vi.fn(async () => []),
    publish: vi.fn(async () => ({ version: 3 })),
    setState: vi.fn(async (_: string, action: 'pause' | 'resume') =>
      action === 'pause' ? 'paused' : 'live',
    ),
    counts: vi.fn(),
    ask: vi.fn(),
    fetch: vi.fn(),
  };
  const scenario = sample();
  const session = new Session(
    api,
    { templates: [] } as unknown as Catalogue,
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

  it('puts together what was kept and what was saved elsewhere meanwhile', async () => {
    const kept = {
      document: { ...sample(), name: 'mine' },
      base: { ...sample(), sheet: { effort_days: 1 } },
      etag: '"6"',
      at: '',
    };
    const { api, session } = open(kept);
    expect(session.snapshot().clash).toBeUndefined();
    expect(session.snapshot().scenario).toEqual({ ...sample(), name: 'mine' });
    await session.save();
    expect(vi.mocked(api.save).mock.calls.at(-1)).toMatchObject(['relance-devis', { name: 'mine' }, '"7"']);
  });

  it('asks where that draft and the saved one say something else in the same place', () => {
    const base = { ...sample(), name: 'before' };
    const { session } = open({ document: { ...sample(), name: 'mine' }, base, etag: '"6"', at: '' });
    expect(session.snapshot().save.kind).toBe('conflict');
    expect(session.snapshot().clash?.overlaps.map(({ key }) => key)).toEqual(['name']);
  });

  async function conflicted() {
    const opened = open();
    vi.mocked(opened.api.save).mockRejectedValueOnce(new ApiError(412, 'changed', 'Changed.'));
    opened.session.setField(['name'], 'mine');
    await opened.session.save();
    await vi.waitFor(() => expect(opened.session.snapshot().clash).toBeDefined());
    return opened;
  }

  it('keeps mine over the other revision', async () => {
    const { api, session } = await conflicted();
    await session.resolve(new Map());
    expect(vi.mocked(api.save).mock.calls.at(-1)).toMatchObject(['relance-devis', { name: 'mine' }, '"9"']);
    expect(session.snapshot()).toMatchObject({ clash: undefined, save: { kind: 'saved' } });
  });

  it('takes the other, with mine one undo away', async () => {
    const { api, session } = await conflicted();
    await session.resolve(new Map([['name', 'theirs']]));
    expect(session.snapshot().scenario.name).toBe('theirs');
    expect(api.save).toHaveBeenCalledOnce();
    session.undo();
    expect(session.snapshot().scenario.name).toBe('mine');
  });

  it('keeps what was drawn while the question stood', async () => {
    const { api, session, held } = await conflicted();
    session.setField(['sheet', 'effort_days'], 9);
    await session.resolve(new Map([['name', 'theirs']]));
    expect(vi.mocked(api.save).mock.calls.at(-1)).toMatchObject([
      'relance-devis',
      { name: 'theirs', sheet: { effort_days: 9 } },
      '"9"',
    ]);
    expect(held()).toBeUndefined();
    expect(session.unsaved).toBe(false);
  });

  it('asks nobody where two people changed different places', async () => {
    const { api, session } = open();
    vi.mocked(api.save).mockRejectedValueOnce(new ApiError(412, 'changed', 'Changed.'));
    session.setField(['sheet', 'effort_days'], 9);
    await session.save();
    await vi.waitFor(() => expect(session.snapshot().save.kind).toBe('saved'));
    expect(session.snapshot().clash).toBeUndefined();
    expect(vi.mocked(api.save).mock.calls.at(-1)).toMatchObject([
      'relance-devis',
      { name: 'theirs', sheet: { effort_days: 9 } },
      '"9"',
    ]);
  });

  function writing() {
    const opened = open();
    const server = {
      loadTemplate: vi.fn(async () => ({ value: text('Before'), etag: '"1"' })),
      saveTemplate: vi.fn(async (template: Template) => ({ value: template, etag: '"2"' })),
    };
    opened.session.change((scenario) => ({
      ...scenario,
      nodes: scenario.nodes.map((node) => (node.id === 'm1' ? { ...node, template: 'one' } : node)) as Node[],
    }));
    return { ...opened, server, take: () => opened.session.texts.take(server as unknown as Server, 'one') };
  }

  it('publishes only once the text on screen is saved', async () => {
    const { api, session, server, take } = writing();
    const draft = take();
    await vi.waitFor(() => expect(draft.snapshot().state).toBe('ready'));
    let finish: () => void = () => {};
    server.saveTemplate.mockImplementationOnce(
      (template) =>
        new Promise((resolve) => {
          finish = () => resolve({ value: template, etag: '"2"' });
        }),
    );
    draft.edit(text('After'));
    const published = session.publish(null);
    await vi.waitFor(() => expect(server.saveTemplate).toHaveBeenCalledOnce());
    expect(api.publish).not.toHaveBeenCalled();
    finish();
    await published;
    expect(api.publish).toHaveBeenCalledOnce();
    expect(server.saveTemplate).toHaveBeenCalledWith(text('After'), '"1"');
  });

  it('does not publish while a text of its messages cannot be saved, and says which', async () => {
    const { api, session, server, take } = writing();
    const draft = take();
    await vi.waitFor(() => expect(draft.snapshot().state).toBe('ready'));
    server.saveTemplate.mockRejectedValue(new ServerError(412, 'changed', 'Changed.', undefined));
    draft.edit(text('After'));
    // The form goes; the text is not forgotten with it.
    session.texts.leave(draft);
    await vi.waitFor(() => expect(session.snapshot().texts[0]?.save).toBe('conflict'));
    await expect(session.publish(null)).rejects.toBeInstanceOf(NotSaved);
    expect(session.textsMissing.map(({ key }) => key)).toEqual(['one']);
    expect(api.publish).not.toHaveBeenCalled();
    expect(session.unsaved).toBe(true);
    // Its form finds it as it was left.
    expect(take().snapshot()).toMatchObject({ save: 'conflict', template: { subject: 'After' } });
  });

  it('knows after a text is saved that what runs differs, and by which name cards call it', async () => {
    const { api, session, take } = writing();
    await session.save();
    vi.mocked(api.load).mockResolvedValue({ ...record('"8"'), changed: true });
    const draft = take();
    await vi.waitFor(() => expect(draft.snapshot().state).toBe('ready'));
    draft.edit({ ...text('After'), name: 'A new name' });
    await session.save();
    await vi.waitFor(() => expect(session.snapshot().changed).toBe(true));
    expect(session.snapshot().catalogue.templates).toEqual([
      { key: 'one', channel: 'email', name: 'A new name' },
    ]);
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

describe('the proof while drawing', () => {
  const conflict = { id: 'week~a', verdict: 'may', exempt: false } as unknown as Conflict;

  it('is asked for once after a pause in the edits, before the draft is saved', async () => {
    vi.useFakeTimers();
    const { api, session } = open();
    vi.mocked(api.check).mockResolvedValue({ findings: [], conflicts: [conflict] });
    session.setField(['name'], 'one');
    session.setField(['name'], 'two');
    expect(session.snapshot().checked).toBe(false);
    await vi.advanceTimersByTimeAsync(CHECK_AFTER);
    expect(api.check).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ name: 'two' }));
    expect(api.save).not.toHaveBeenCalled();
    expect(session.snapshot()).toMatchObject({ checked: true, conflicts: [conflict] });
    vi.useRealTimers();
  });

  it('forgets an answer about what has been changed since', async () => {
    const { api, session } = open();
    let answer: (checked: { findings: []; conflicts: Conflict[] }) => void = () => {};
    vi.mocked(api.check).mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    const asked = session.check();
    session.setField(['name'], 'later');
    answer({ findings: [], conflicts: [conflict] });
    await asked;
    expect(session.snapshot()).toMatchObject({ checked: false, conflicts: [] });
  });

  it('never applies a remedy that also changes another document', () => {
    const { session } = open();
    const remedy = {
      changes: [
        { document: 'scenario:relance-devis', path: ['entry'], value: { group: 'g' } },
        { document: 'policy', path: ['caps', 0, 'max'], value: 9 },
      ],
    } as unknown as Remedy;
    expect(session.apply(remedy)).toBe(false);
    expect(session.snapshot().canUndo).toBe(false);
  });

  it('knows the names and numbers of another scenario, asked for once', async () => {
    const { api, session } = open();
    const [one, two] = await Promise.all([session.neighbour('autre'), session.neighbour('autre')]);
    expect(one?.times.get('m2')).toBe('T2');
    expect(two).toBe(one);
    expect(api.load).toHaveBeenCalledTimes(1);
    vi.mocked(api.load).mockRejectedValueOnce(new ApiError(404, 'not-found', 'No.'));
    expect(await session.neighbour('campagne')).toBeUndefined();
  });
});
