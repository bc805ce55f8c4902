import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { connect, remove, setField } from '../commands';
import { ScenarioStore } from '../store';
import { sample } from './sample';

describe('the store', () => {
  it('reads back what it was given', () => {
    expect(new ScenarioStore(sample()).snapshot()).toEqual(sample());
  });

  it('keeps the identity of what a change does not touch', () => {
    const store = new ScenarioStore(sample());
    const before = store.snapshot();
    store.change((scenario) => setField(scenario, ['nodes', 1, 'template'], 'other'));
    const after = store.snapshot();
    expect(after.nodes[1]).toMatchObject({ template: 'other' });
    expect(after.nodes[2]).toBe(before.nodes[2]);
    expect(after.edges).toBe(before.edges);
  });

  it('undoes a command as one step and brings it back', () => {
    const store = new ScenarioStore(sample());
    store.change((scenario) => remove(scenario, ['e1', 'm2']));
    const removed = store.snapshot();
    store.undo();
    expect(store.snapshot()).toEqual(sample());
    store.redo();
    expect(store.snapshot()).toEqual(removed);
  });

  it('gathers typing in one field into one step', () => {
    const store = new ScenarioStore(sample());
    for (const words of ['a', 'ab', 'abc']) {
      store.change((scenario) => setField(scenario, ['name', 'fr'], words), 'name/fr');
    }
    store.undo();
    expect(store.snapshot().name).toEqual(sample().name);
    expect(store.canUndo).toBe(false);
  });

  it('does not gather two fields', () => {
    const store = new ScenarioStore(sample());
    store.change((scenario) => setField(scenario, ['name', 'fr'], 'a'), 'name/fr');
    store.change((scenario) => setField(scenario, ['name', 'en'], 'b'), 'name/en');
    store.undo();
    expect(store.snapshot().name).toEqual({ fr: 'a', en: 'Quote follow-up' });
  });

  it('takes back every step of the session', () => {
    const store = new ScenarioStore(sample());
    for (let step = 1; step <= 250; step += 1) {
      store.change((scenario) => setField(scenario, ['sheet', 'effort_days'], step));
    }
    let taken = 0;
    for (; store.canUndo; taken += 1) store.undo();
    expect(taken).toBe(250);
    expect(store.snapshot()).toEqual(sample());
  });

  it('tells its listeners, and only when something changed', () => {
    const store = new ScenarioStore(sample());
    const heard = vi.fn();
    store.subscribe(heard);
    store.change((scenario) => connect(scenario, 'm2', 'next', 'end'));
    expect(heard).not.toHaveBeenCalled();
    store.change((scenario) => connect(scenario, 'm2', 'next', 'm1'));
    expect(heard).toHaveBeenCalledOnce();
  });

  it('cannot undo the opening of the document', () => {
    expect(new ScenarioStore(sample()).canUndo).toBe(false);
  });

  it('removes a field and an element', () => {
    const store = new ScenarioStore(sample());
    store.change((scenario) => setField(scenario, ['trigger'], undefined));
    store.change((scenario) => setField(scenario, ['edges', 0], undefined));
    expect(store.snapshot().trigger).toBeUndefined();
    expect(store.snapshot().edges).toEqual(sample().edges.slice(1));
  });

  it.each(['led', 'removed'])('keeps a line led elsewhere while its step is removed (%s first)', (first) => {
    const begun = new ScenarioStore(sample());
    const state = Y.encodeStateAsUpdate(begun.shared.doc);
    const [led, removed] = [new ScenarioStore(state), new ScenarioStore(state)];
    led.change((scenario) => connect(scenario, 'e1', 'event', 'm2'));
    removed.change((scenario) => remove(scenario, ['end']));
    const [one, other] = first === 'led' ? [led, removed] : [removed, led];
    one.merge([Y.encodeStateAsUpdate(other.shared.doc)]);
    expect(one.snapshot().nodes.map(({ id }) => id)).not.toContain('end');
    expect(one.snapshot().edges).toContainEqual({ from: 'e1', path: 'event', to: 'm2' });
  });
});
