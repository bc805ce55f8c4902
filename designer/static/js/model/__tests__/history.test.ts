import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { History } from '../history';

const STEP = Symbol('step');
const MENDING = Symbol('mending');

type Values = Record<string, unknown>;

/** A page of its own: a document of registers, and the history of what is written on it. */
class Page {
  readonly doc = new Y.Doc();
  readonly map = this.doc.getMap<unknown>('registers');
  readonly history: History;

  constructor(client: number, start: Values = {}) {
    this.doc.clientID = client;
    this.history = new History(this.map, { step: STEP, mending: MENDING });
    this.write(start, 'opening');
  }

  /** Another page on the same document. */
  static beside(other: Page, client: number): Page {
    const page = new Page(client);
    page.hear(other);
    return page;
  }

  get values(): Values {
    return this.map.toJSON();
  }

  /** One step of the page. */
  step(values: Values): void {
    this.history.close();
    this.write(values, STEP);
  }

  write(values: Values, origin: unknown): void {
    this.doc.transact(() => {
      for (const [key, value] of Object.entries(values)) {
        if (value === undefined) this.map.delete(key);
        else this.map.set(key, value);
      }
    }, origin);
  }

  hear(other: Page): void {
    this.history.close();
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(this.doc)), 'elsewhere');
  }

  undo(): void {
    this.history.undo((act) => this.doc.transact(act, 'turning'));
  }

  redo(): void {
    this.history.redo((act) => this.doc.transact(act, 'turning'));
  }
}

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

describe('alone', () => {
  it('takes steps back in turn, and makes them again', () => {
    const page = new Page(1, { name: 'a' });
    page.step({ name: 'b' });
    page.step({ name: 'c', wait: 'P2D' });
    page.undo();
    expect(page.values).toEqual({ name: 'b' });
    page.undo();
    expect(page.values).toEqual({ name: 'a' });
    page.redo();
    page.redo();
    expect(page.values).toEqual({ name: 'c', wait: 'P2D' });
  });

  it('brings back what a step took away', () => {
    const page = new Page(1, { name: 'a', wait: 'P2D' });
    page.step({ wait: undefined });
    page.undo();
    expect(page.values).toEqual({ name: 'a', wait: 'P2D' });
    page.redo();
    expect(page.values).toEqual({ name: 'a' });
  });

  it('has nothing to take back at the opening, and nothing twice', () => {
    const page = new Page(1, { name: 'a' });
    expect([page.history.canUndo, page.history.canRedo]).toEqual([false, false]);
    page.undo();
    page.redo();
    expect(page.values).toEqual({ name: 'a' });
    page.step({ name: 'b' });
    page.undo();
    expect([page.history.canUndo, page.history.canRedo]).toEqual([false, true]);
    page.undo();
    expect(page.values).toEqual({ name: 'a' });
  });

  it('goes back without end', () => {
    const page = new Page(1, { effort: 0 });
    for (let effort = 1; effort <= 1000; effort += 1) page.step({ effort });
    for (let effort = 999; effort >= 0; effort -= 1) {
      page.undo();
      expect(page.values).toEqual({ effort });
    }
    expect(page.history.canUndo).toBe(false);
    while (page.history.canRedo) page.redo();
    expect(page.values).toEqual({ effort: 1000 });
  });

  it('makes nothing again once another step was made', () => {
    const page = new Page(1, { name: 'a' });
    page.step({ name: 'b' });
    page.undo();
    page.step({ wait: 'P1D' });
    expect(page.history.canRedo).toBe(false);
    page.redo();
    expect(page.values).toEqual({ name: 'a', wait: 'P1D' });
  });

  it('gathers what is written without a pause, until it is closed', () => {
    const page = new Page(1, { name: '' });
    for (const name of ['a', 'ab', 'abc']) {
      page.write({ name }, STEP);
      vi.advanceTimersByTime(900);
    }
    page.history.close();
    page.write({ name: 'abcd' }, STEP);
    vi.advanceTimersByTime(1100);
    page.write({ name: 'abcde' }, STEP);
    const seen: unknown[] = [];
    while (page.history.canUndo) {
      page.undo();
      seen.push(page.values.name);
    }
    expect(seen).toEqual(['abcd', 'abc', '']);
  });
});

describe('with others', () => {
  it('takes back only what was made on this page', () => {
    const here = new Page(1, { name: 'a', wait: 'P1D' });
    const there = Page.beside(here, 2);
    here.step({ name: 'b' });
    there.step({ wait: 'P9D' });
    here.hear(there);
    here.undo();
    expect(here.values).toEqual({ name: 'a', wait: 'P9D' });
    expect(here.history.canUndo).toBe(false);
  });

  it('leaves what another wrote over a step, and takes the step before back', () => {
    const here = new Page(1, { name: 'a', wait: 'P1D' });
    here.step({ wait: 'P2D' });
    here.step({ name: 'b' });
    const there = Page.beside(here, 2);
    there.step({ name: 'theirs' });
    here.hear(there);
    here.undo();
    expect(here.values).toEqual({ name: 'theirs', wait: 'P1D' });
  });

  it('takes back the part of a step that still stands', () => {
    const here = new Page(1, { name: 'a', wait: 'P1D' });
    here.step({ name: 'b', wait: 'P2D' });
    const there = Page.beside(here, 2);
    there.step({ name: 'theirs' });
    here.hear(there);
    here.undo();
    expect(here.values).toEqual({ name: 'theirs', wait: 'P1D' });
    here.redo();
    expect(here.values).toEqual({ name: 'theirs', wait: 'P2D' });
  });

  it('makes nothing again over what another wrote since it was taken back', () => {
    const here = new Page(1, { name: 'a' });
    here.step({ name: 'b' });
    here.undo();
    const there = Page.beside(here, 2);
    there.step({ name: 'theirs' });
    here.hear(there);
    here.redo();
    expect(here.values).toEqual({ name: 'theirs' });
  });

  it('gives back what another wrote at the same time and lost', () => {
    const here = new Page(2);
    const there = new Page(1, { name: 'a' });
    here.hear(there);
    here.step({ name: 'here' });
    there.step({ name: 'there' });
    here.hear(there);
    expect(here.values).toEqual({ name: 'here' });
    here.undo();
    expect(here.values).toEqual({ name: 'there' });
  });

  it('knows a value of its own again that both turned at the same time', () => {
    const here = new Page(2);
    const there = new Page(1, { name: 'a' });
    here.hear(there);
    here.step({ name: 'here' });
    there.hear(here);
    here.undo();
    there.step({ wait: 'P1D' });
    here.hear(there);
    here.redo();
    there.hear(here);
    expect(there.values).toEqual({ name: 'here', wait: 'P1D' });
    here.undo();
    expect(here.values).toEqual({ name: 'a', wait: 'P1D' });
  });

  it('takes an id back that was mended after the step', () => {
    const here = new Page(1, {});
    here.step({ 'nodes/@x': 'a0', 'nodes/@x/id': 'm1' });
    here.write({ 'nodes/@x/id': 'm2' }, MENDING);
    here.undo();
    expect(here.values).toEqual({});
    here.redo();
    expect(here.values).toEqual({ 'nodes/@x': 'a0', 'nodes/@x/id': 'm2' });
  });

  it('ends alike on both pages, whatever is taken back in between', () => {
    const one = new Page(1, { name: 'a', wait: 'P1D' });
    const two = Page.beside(one, 2);
    one.step({ name: 'one' });
    two.step({ name: 'two', wait: 'P2D' });
    one.hear(two);
    two.hear(one);
    one.undo();
    two.undo();
    one.hear(two);
    two.hear(one);
    expect(one.values).toEqual(two.values);
  });
});
