import { describe, expect, it } from 'vitest';
import { normalize } from '../normalize';
import { addNote, growNote, moveNotes, NOTE, removeNotes, setNote, sizeOfNote } from '../notes';
import { sample } from './sample';

describe('notes', () => {
  it('get the lowest free id and stand on the grid', () => {
    const one = addNote(sample(), [3, 5]);
    const two = addNote(one.scenario, [100, 0], { tone: 'risk' });
    expect(two.scenario.notes).toEqual([
      { id: 'n1', text: '', at: [0, 8] },
      { id: 'n2', text: '', tone: 'risk', at: [104, 0] },
    ]);
  });

  it('change by id and leave the others alone', () => {
    const { scenario } = addNote(addNote(sample(), [0, 0]).scenario, [400, 0]);
    const next = setNote(scenario, 'n2', { text: 'Later' });
    expect(next.notes?.[1]?.text).toBe('Later');
    expect(next.notes?.[0]).toBe(scenario.notes?.[0]);
    expect(setNote(scenario, 'n9', { text: 'Nobody' })).toBe(scenario);
  });

  it('grow and shrink between a readable size and a screen', () => {
    let { scenario } = addNote(sample(), [0, 0]);
    expect(sizeOfNote(scenario.notes?.[0] as never)).toEqual(NOTE.usual);
    for (let times = 0; times < 60; times += 1) scenario = growNote(scenario, 'n1', [48, 32]);
    expect(scenario.notes?.[0]?.size).toEqual(NOTE.most);
    for (let times = 0; times < 90; times += 1) scenario = growNote(scenario, 'n1', [-48, -32]);
    expect(scenario.notes?.[0]?.size).toEqual(NOTE.least);
  });

  it('move and go without a trace', () => {
    const { scenario } = addNote(sample(), [0, 0]);
    expect(moveNotes(scenario, { n1: [13, 90] }).notes?.[0]?.at).toEqual([16, 88]);
    expect(moveNotes(scenario, { m1: [13, 90] })).toBe(scenario);
    expect(removeNotes(scenario, ['n1'])).toEqual(sample());
  });
});

describe('a draft with notes and groups', () => {
  it('is mended where they cannot be drawn, and nothing written is lost', () => {
    const draft = normalize({
      ...sample(),
      notes: [
        { text: 'No id', at: 'somewhere', tone: 'purple' },
        { id: 'n1', text: 'Twice', at: [1, 2], size: [1, 1] },
        { id: 'n1', text: 'Again', at: [1, 2] },
        'no note',
      ],
      groups: [
        { id: 'g1', title: 'One', nodes: ['m1', 7, 'm2'] },
        { id: 'g2', nodes: ['m2', 'e1'] },
      ],
      placed: ['m1', 'm1', 3],
    });
    expect(draft.notes).toEqual([
      { id: 'n', text: 'No id', at: [0, 0] },
      { id: 'n1', text: 'Twice', at: [1, 2], size: [96, 56] },
      { id: 'n1-2', text: 'Again', at: [1, 2] },
    ]);
    expect(draft.groups).toEqual([
      { id: 'g1', title: 'One', nodes: ['m1', 'm2'] },
      { id: 'g2', nodes: ['e1'] },
    ]);
    expect(draft.placed).toEqual(['m1']);
  });

  it('stays as it is where it is sound', () => {
    const sound = {
      ...sample(),
      notes: [{ id: 'n1', text: { fr: 'A' }, at: [0, 0], size: [200, 100], tone: 'todo' }],
      groups: [{ id: 'g1', title: '', nodes: ['m1'], tone: 'blue' }],
      placed: ['m1'],
    };
    expect(normalize(sound)).toEqual(sound);
  });
});
