import { beforeEach, expect, it, vi } from 'vitest';
import { Autosave, type Timer } from '../autosave';
import { ApiError, type Saved, Unreachable } from '../client';
import type { Keep, Kept } from '../keep';

/** A clock that runs only when told to. */
class HandTimer implements Timer {
  private now = 0;
  private waiting: { at: number; run: () => void }[] = [];

  after(milliseconds: number, run: () => void): () => void {
    const entry = { at: this.now + milliseconds, run };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((one) => one !== entry);
    };
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      const next = this.waiting.sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.waiting.shift();
      this.now = next.at;
      next.run();
      await settle();
    }
    this.now = end;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

let kept: Kept | undefined;
const keep: Keep = {
  read: () => kept,
  write: (value) => {
    kept = value;
    return true;
  },
  clear: () => {
    kept = undefined;
  },
};
const answer = (revision: number): Saved => ({
  etag: `"${revision}"`,
  findings: [],
  conflicts: [],
  changed: true,
});

function open(save: (document: unknown, etag: string) => Promise<Saved>) {
  const timer = new HandTimer();
  const autosave = new Autosave('a', { etag: '"1"', save, keep, onSaved: () => {}, timer });
  return { timer, autosave };
}

beforeEach(() => {
  kept = undefined;
});

it('sends the last of several quick changes, once, naming the revision it was made from', async () => {
  const save = vi.fn(async () => answer(2));
  const { timer, autosave } = open(save);
  autosave.changed('b');
  autosave.changed('c');
  expect(autosave.status.kind).toBe('dirty');
  await timer.pass(1_000);
  expect(save.mock.calls).toEqual([['c', '"1"']]);
  expect(autosave.status.kind).toBe('saved');
  expect(autosave.revision).toBe('"2"');
});

it('is not saved while a change made during the request is missing', async () => {
  let finish: (saved: Saved) => void = () => {};
  const save = vi.fn(() => new Promise<Saved>((resolve) => (finish = resolve)));
  const { timer, autosave } = open(save);
  autosave.changed('b');
  await timer.pass(1_000);
  expect(autosave.status.kind).toBe('saving');
  autosave.changed('c');
  finish(answer(2));
  await settle();
  expect(autosave.status.kind).toBe('dirty');
  expect(kept?.document).toBe('c');
  await timer.pass(1_000);
  expect(save).toHaveBeenLastCalledWith('c', '"2"');
});

it('keeps the draft here while the server is away, and sends it when it is back', async () => {
  const save = vi.fn(async () => answer(2)).mockRejectedValueOnce(new Unreachable('down'));
  const { timer, autosave } = open(save);
  autosave.changed('b');
  await timer.pass(1_000);
  expect(autosave.status.kind).toBe('offline');
  expect(kept).toMatchObject({ document: 'b', etag: '"1"' });
  await timer.pass(2_000);
  expect(autosave.status.kind).toBe('saved');
  expect(kept).toBeUndefined();
});

it('stops at a newer revision and saves over it only when told to', async () => {
  const save = vi.fn(async () => answer(6)).mockRejectedValueOnce(new ApiError(412, 'changed', 'Changed.'));
  const { timer, autosave } = open(save);
  autosave.changed('b');
  await timer.pass(1_000);
  expect(autosave.status.kind).toBe('conflict');
  autosave.changed('c');
  await timer.pass(60_000);
  expect(save).toHaveBeenCalledOnce();
  expect(kept?.document).toBe('c');
  await autosave.resolve('"5"', 'theirs', 'c');
  expect(save).toHaveBeenLastCalledWith('c', '"5"');
  expect(autosave.status.kind).toBe('saved');
});

it('does not try again what the server will refuse again, but does with the next change', async () => {
  const save = vi
    .fn(async () => answer(2))
    .mockRejectedValueOnce(new ApiError(413, 'too-large', 'Too large.'));
  const { timer, autosave } = open(save);
  autosave.changed('b');
  await timer.pass(60_000);
  expect(save).toHaveBeenCalledOnce();
  expect(autosave.status).toEqual({ kind: 'failed', message: 'Too large.' });
  autosave.changed('c');
  await timer.pass(1_000);
  expect(autosave.status.kind).toBe('saved');
});

it('waits for an order when saving is not automatic', async () => {
  const save = vi.fn(async () => answer(2));
  const { timer, autosave } = open(save);
  autosave.setAutomatic(false);
  autosave.changed('b');
  await timer.pass(60_000);
  expect(save).not.toHaveBeenCalled();
  expect(autosave.status.kind).toBe('dirty');
  expect(await autosave.flush()).toBe(true);
});

it('says where not even this computer could keep the draft', async () => {
  const full: Keep = { ...keep, write: () => false };
  const save = vi.fn(async () => Promise.reject(new Unreachable('away')));
  const timer = new HandTimer();
  const autosave = new Autosave('a', { etag: '"1"', save, keep: full, onSaved: () => {}, timer });
  autosave.changed('b');
  await timer.pass(1_000);
  expect(autosave.status).toEqual({ kind: 'offline', lost: true });
});
