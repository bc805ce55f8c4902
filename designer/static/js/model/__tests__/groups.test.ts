import { describe, expect, it } from 'vitest';
import { insertBetween, move, paste, pieceOf, remove } from '../commands';
import { CARD } from '../geometry';
import { frameOf, GROUP, group, groupExactly, groupOf, setGroup, ungroup } from '../groups';
import { addNote } from '../notes';
import { groupKey, movesOf, moveThings, noteKey, thingOf } from '../things';
import { places, sample } from './sample';

const grouped = () => group(sample(), ['m2', 'm1'], { title: 'Reminders' })?.scenario ?? sample();

describe('groups', () => {
  it('hold their steps in the order of the document', () => {
    expect(grouped().groups).toEqual([{ id: 'g1', title: 'Reminders', nodes: ['m1', 'm2'] }]);
    expect(group(sample(), ['nowhere'])).toBeUndefined();
  });

  it('take a step from the group it was in, and the one left empty goes', () => {
    const next = group(grouped(), ['m1', 'm2', 'e1'])?.scenario;
    expect(next?.groups).toEqual([{ id: 'g2', title: '', nodes: ['m1', 'e1', 'm2'] }]);
    expect(groupOf(group(grouped(), ['m1'])?.scenario ?? sample(), 'm1')?.id).toBe('g2');
  });

  it('go, and the steps stay', () => {
    expect(ungroup(grouped(), ['g1'])).toEqual(sample());
  });

  it('are known by exactly their steps', () => {
    expect(groupExactly(grouped(), ['m2', 'm1'])?.id).toBe('g1');
    expect(groupExactly(grouped(), ['m1'])).toBeUndefined();
    expect(groupExactly(grouped(), ['m1', 'm2', 'e1'])).toBeUndefined();
  });

  it('keep their steps when they get a title or a colour', () => {
    expect(setGroup(grouped(), 'g1', { tone: 'blue' }).groups?.[0]).toMatchObject({
      nodes: ['m1', 'm2'],
      tone: 'blue',
    });
  });

  it('lose what is removed, and go with their last step', () => {
    expect(remove(grouped(), ['m1']).groups?.[0]?.nodes).toEqual(['m2']);
    expect(remove(grouped(), ['m1', 'm2']).groups).toBeUndefined();
  });

  it('get the step that is put between two of theirs', () => {
    const both = group(sample(), ['m1', 'e1'])?.scenario ?? sample();
    const inside = insertBetween(both, { kind: 'wait' }, places, { from: 'm1', to: 'e1' });
    expect(groupOf(inside.scenario, inside.id)?.id).toBe('g1');
    const before = insertBetween(both, { kind: 'wait' }, places, { from: 'start', to: 'm1' });
    expect(groupOf(before.scenario, before.id)).toBeUndefined();
  });

  it('are drawn around their cards with room for the title', () => {
    expect(frameOf(sample(), ['m1', 'm2'], places)).toEqual({
      at: [0 - GROUP.side, 128 - GROUP.above],
      size: [200 + CARD.width + 2 * GROUP.side, 416 + CARD.body - 128 + GROUP.above + GROUP.below],
    });
    expect(frameOf(sample(), ['nowhere'], places)).toBeUndefined();
  });

  it('are copied with all their steps, and under a new id', () => {
    const piece = pieceOf(grouped(), ['m1', 'm2'], places);
    expect(paste(grouped(), piece, places, [400, 0]).scenario.groups?.[1]).toEqual({
      id: 'g2',
      title: 'Reminders',
      nodes: ['m3', 'm4'],
    });
    expect(pieceOf(grouped(), ['m1'], places).groups).toBeUndefined();
  });
});

describe('moving', () => {
  it('a group takes its cards and the notes in its box along', () => {
    const noted = addNote(addNote(grouped(), [150, 180]).scenario, [900, 180]).scenario;
    const at = frameOf(noted, ['m1', 'm2'], places)?.at ?? [0, 0];
    const next = moveThings(noted, places, { [groupKey('g1')]: [at[0] + 40, at[1] + 16] });
    expect(next.layout?.m1).toEqual([40, 144]);
    expect(next.layout?.m2).toEqual([240, 432]);
    expect(next.layout?.e1).toEqual(places.e1);
    expect(next.notes?.map((note) => note.at)).toEqual([
      [192, 200],
      [904, 184],
    ]);
  });

  it('a card moved with its group goes where it is put itself', () => {
    const at = frameOf(grouped(), ['m1', 'm2'], places)?.at ?? [0, 0];
    const moves = movesOf(grouped(), places, { [groupKey('g1')]: [at[0] + 8, at[1]], m1: [96, 128] });
    expect(moves.nodes).toEqual({ m1: [96, 128], m2: [208, 416] });
  });

  it('notes alone leave the layout alone', () => {
    const { scenario, id } = addNote(sample(), [0, 0]);
    const next = moveThings(scenario, places, { [noteKey(id)]: [40, 40] });
    expect(next.layout).toBeUndefined();
    expect(next.notes?.[0]?.at).toEqual([40, 40]);
  });

  it('by hand is remembered, in the order of the document', () => {
    const once = move(sample(), places, { m2: [0, 0] });
    expect(move(once, places, { m1: [0, 0] }).placed).toEqual(['m1', 'm2']);
    expect(remove(once, ['m2']).placed).toBeUndefined();
  });

  it('tells what a key stands for', () => {
    expect(thingOf('m1')).toEqual({ kind: 'step', id: 'm1' });
    expect(thingOf(noteKey('n1'))).toEqual({ kind: 'note', id: 'n1' });
    expect(thingOf(groupKey('g1'))).toEqual({ kind: 'group', id: 'g1' });
  });
});
