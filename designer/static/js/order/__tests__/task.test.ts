import { expect, it } from 'vitest';
import { again, type Boot, nameOf, readBoot } from '../boot';
import { blank, changeOf, pairOf, taskOf } from '../task';

const boot: Boot = {
  scenarios: [
    { key: 'a', name: 'Devis', revision: 3 },
    { key: 'b', name: 'Visite', revision: 1 },
  ],
  statements: [{ winner: 'a', loser: 'b', place: 0, effect: 'exit', when: { is_set: 'email' } }],
};
const [said] = boot.statements;
if (said === undefined) throw new Error('no statement');

it('reads what the page says of itself, whatever is missing', () => {
  expect(readBoot('')).toEqual({ scenarios: [], statements: [] });
  expect(readBoot('{"scenarios": [{"key": "a", "revision": 2}, 3], "statements": "none"}')).toEqual({
    scenarios: [{ key: 'a', name: 'a', revision: 2 }],
    statements: [],
  });
  expect(nameOf(boot, 'gone')).toBe('gone');
});

it('opens on what a button names', () => {
  expect(taskOf(boot, { order: 'add', winner: 'b', loser: 'a' })).toEqual({
    kind: 'add',
    saying: blank('b', 'a'),
  });
  expect(taskOf(boot, { order: 'remove', winner: 'a', place: '0' })).toEqual({ kind: 'remove', old: said });
  expect(taskOf(boot, { order: 'edit', winner: 'a', place: '7' })).toBeUndefined();
  expect(taskOf(boot, { order: 'preview-drop', winner: 'a', loser: 'b' })).toEqual({
    kind: 'drop',
    winner: 'a',
    loser: 'b',
  });
});

it('asks for nothing before both scenarios are chosen', () => {
  expect(changeOf({ kind: 'add', saying: blank('a') })).toBeUndefined();
  expect(changeOf({ kind: 'add', saying: blank('a', 'a') })).toBeUndefined();
});

it('asks for the change in the words of the API', () => {
  expect(changeOf({ kind: 'add', saying: blank('b', 'a') })).toEqual({
    winner: 'b',
    place: null,
    over: null,
    statement: { scenario: 'a', effect: 'entry', when: null },
  });
  expect(changeOf({ kind: 'edit', old: said, saying: { ...said, effect: 'order' } })).toEqual({
    winner: 'a',
    place: 0,
    over: null,
    statement: { scenario: 'b', effect: 'order', when: { is_set: 'email' } },
  });
  expect(changeOf({ kind: 'remove', old: said })).toMatchObject({ winner: 'a', place: 0, statement: null });
  expect(changeOf({ kind: 'drop', winner: 'a', loser: 'b' })).toMatchObject({ over: 'b', place: null });
  expect(pairOf({ kind: 'remove', old: said })).toMatchObject({ winner: 'a', loser: 'b' });
});

it('finds a statement again after the page was read again, at another place too', () => {
  const moved = {
    ...boot,
    statements: [
      { ...said, effect: 'entry' as const },
      { ...said, place: 1 },
    ],
  };
  expect(again(moved, said)?.place).toBe(1);
  expect(again({ ...boot, statements: [] }, said)).toBeUndefined();
});
