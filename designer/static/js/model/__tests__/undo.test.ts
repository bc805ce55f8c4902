import { describe, expect, it } from 'vitest';
import { stack } from '../../layout/stack';
import { ALIGNMENTS, aligned, arrangeAll, arrangeAround, arrangePart, distributed, partOf } from '../arrange';
import {
  addAfter,
  addNode,
  connect,
  freeOffset,
  insertBetween,
  move,
  paste,
  pieceOf,
  remove,
} from '../commands';
import { GROUP_TONES, NOTE_TONES, type Position, type Scenario } from '../document';
import { edgeKey, waysOut } from '../graph';
import { group, setGroup, ungroup } from '../groups';
import { normalize } from '../normalize';
import { addNote, growNote, removeNotes, setNote } from '../notes';
import type { Places } from '../places';
import { replaceKind } from '../replace';
import { ScenarioStore } from '../store';
import { boxesOf, groupKey, moveThings, noteKey } from '../things';
import { Dice, KINDS, world } from './worlds';

type Command = (scenario: Scenario, places: Places, dice: Dice) => Scenario;

const point = (dice: Dice): Position => [dice.below(300) * 8, dice.below(300) * 8];
const ids = (scenario: Scenario): string[] => scenario.nodes.map(({ id }) => id);
const notes = (scenario: Scenario): string[] => (scenario.notes ?? []).map(({ id }) => id);
const groups = (scenario: Scenario): string[] => (scenario.groups ?? []).map(({ id }) => id);

const COMMANDS: Readonly<Record<string, Command>> = {
  add: (now, places, dice) => addNode(now, { kind: dice.pick(KINDS) }, places, point(dice)).scenario,
  follow: (now, places, dice) => {
    const from = dice.pick(now.nodes);
    const way = dice.pick([...waysOut(from), 'next']);
    return addAfter(now, { kind: dice.pick(KINDS) }, places, from.id, way).scenario;
  },
  insert: (now, places, dice) =>
    now.edges.length === 0
      ? now
      : insertBetween(now, { kind: dice.pick(KINDS) }, places, dice.pick(now.edges)).scenario,
  connect: (now, _, dice) => {
    const from = dice.pick(now.nodes);
    return connect(now, from.id, dice.pick([...waysOut(from), 'next']), dice.pick(now.nodes).id);
  },
  remove: (now, _, dice) =>
    remove(now, dice.some(ids(now).slice(1), 0.2), dice.some(now.edges.map(edgeKey), 0.1)),
  move: (now, places, dice) =>
    move(now, places, Object.fromEntries(dice.some(ids(now), 0.3).map((id) => [id, point(dice)]))),
  paste: (now, places, dice) => {
    const piece = pieceOf(now, dice.some(ids(now), 0.3), places, dice.some(notes(now)));
    return paste(now, piece, places, freeOffset(now, piece, places)).scenario;
  },
  replace: (now, _, dice) => replaceKind(now, dice.pick(now.nodes).id, { kind: dice.pick(KINDS) }).scenario,
  note: (now, _, dice) => addNote(now, point(dice), { tone: dice.pick(NOTE_TONES) }).scenario,
  write: (now, _, dice) =>
    notes(now).reduce((next, id) => setNote(next, id, { text: `${dice.next()}` }), now),
  grow: (now, _, dice) => notes(now).reduce((next, id) => growNote(next, id, point(dice)), now),
  unnote: (now, _, dice) => removeNotes(now, dice.some(notes(now))),
  group: (now, _, dice) => group(now, dice.some(ids(now), 0.4), { title: 'G' })?.scenario ?? now,
  ungroup: (now, _, dice) => ungroup(now, dice.some(groups(now))),
  colour: (now, _, dice) =>
    groups(now).reduce((next, id) => setGroup(next, id, { tone: dice.pick(GROUP_TONES) }), now),
  carry: (now, places, dice) =>
    moveThings(now, places, {
      ...Object.fromEntries(dice.some(groups(now)).map((id) => [groupKey(id), point(dice)])),
      ...Object.fromEntries(dice.some(notes(now)).map((id) => [noteKey(id), point(dice)])),
    }),
  align: (now, places, dice) =>
    moveThings(
      now,
      places,
      aligned(boxesOf(now, places, dice.some(ids(now)), notes(now)), dice.pick(ALIGNMENTS)),
    ),
  distribute: (now, places, dice) =>
    moveThings(now, places, distributed(boxesOf(now, places, dice.some(ids(now))), 'down')),
  arrange: (now, places) => arrangeAll(now, places, stack(now)),
  around: (now, places) => arrangeAround(now, places, stack(now)),
  part: (now, places, dice) => {
    const chosen = dice.some(ids(now));
    return arrangePart(now, places, chosen, stack(partOf(now, chosen)));
  },
};
const NAMES = Object.keys(COMMANDS);

const placesOf = (scenario: Scenario): Places => ({ ...stack(scenario), ...scenario.layout });

describe('any commands in any order', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'are taken back one by one to the same documents, and brought back again: %i',
    (seed) => {
      const dice = new Dice(seed);
      const store = new ScenarioStore(world(dice, 6).scenario);
      const seen = [store.snapshot()];
      for (let step = 0; step < 30; step += 1) {
        const command = COMMANDS[dice.pick(NAMES)] as Command;
        if (store.change((now) => command(now, placesOf(now), dice))) seen.push(store.snapshot());
      }
      for (const document of seen.slice(0, -1).reverse()) {
        store.undo();
        expect(store.snapshot()).toEqual(document);
      }
      expect(store.canUndo).toBe(false);
      for (const document of seen.slice(1)) {
        store.redo();
        expect(store.snapshot()).toEqual(document);
      }
    },
  );

  it.each(NAMES)('leave a document that needs no mending: %s', (name) => {
    for (let seed = 0; seed < 15; seed += 1) {
      const dice = new Dice(seed);
      let { scenario } = world(dice, 8);
      for (let step = 0; step < 6; step += 1) {
        const any = COMMANDS[dice.pick(NAMES)] as Command;
        scenario = any(scenario, placesOf(scenario), dice);
      }
      scenario = (COMMANDS[name] as Command)(scenario, placesOf(scenario), dice);
      expect(normalize(scenario)).toEqual(scenario);
      const known = new Set(ids(scenario));
      expect(known.size).toBe(scenario.nodes.length);
      const inside = (scenario.groups ?? []).flatMap(({ nodes }) => nodes);
      expect(new Set(inside).size).toBe(inside.length);
      for (const id of [...inside, ...(scenario.placed ?? []), ...Object.keys(scenario.layout ?? {})]) {
        expect(known.has(id)).toBe(true);
      }
      for (const edge of scenario.edges) expect(known.has(edge.from) && known.has(edge.to)).toBe(true);
    }
  });
});
