import { describe, expect, it, vi } from 'vitest';
import { type Mark, MarkStore } from '../marks';

const added: Mark = { tone: 'added', words: 'new' };

describe('marks on the canvas', () => {
  it('tell only the card that is concerned', () => {
    const store = new MarkStore();
    const a = vi.fn();
    const b = vi.fn();
    store.subscribe('a', a);
    store.subscribe('b', b);
    store.set(new Map([['a', added]]));
    expect([a.mock.calls.length, b.mock.calls.length]).toEqual([1, 0]);
  });

  it('say nothing where nothing changes', () => {
    const store = new MarkStore();
    store.set(new Map([['a', added]]));
    const heard = vi.fn();
    store.subscribe('a', heard);
    store.set(new Map([['a', { ...added }]]));
    expect(heard).not.toHaveBeenCalled();
  });

  it('go when a surface takes them away', () => {
    const store = new MarkStore();
    store.set(new Map([['a', added]]));
    store.set();
    expect(store.get('a')).toBeUndefined();
  });
});
