/** What a dialog of the order is about, and the change it asks the server for. */

import type { OrderChangeIn } from '../api/schema';
import type { Condition } from '../model/document';
import type { Boot, Effect, Statement } from './boot';

export interface Saying {
  winner: string;
  loser: string;
  effect: Effect;
  when: Condition | undefined;
}

export type Task =
  /** A new statement, its scenarios perhaps chosen already. */
  | { kind: 'add'; saying: Saying }
  | { kind: 'edit'; old: Statement; saying: Saying }
  | { kind: 'remove'; old: Statement }
  /** All that one scenario says about another goes: what breaks a circle. */
  | { kind: 'drop'; winner: string; loser: string };

export const blank = (winner = '', loser = ''): Saying => ({
  winner,
  loser,
  effect: 'entry',
  when: undefined,
});

/** What a button of the page asks for; nothing where what it names is no more. */
export function taskOf(boot: Boot, button: DOMStringMap): Task | undefined {
  const { order: act, winner = '', loser = '' } = button;
  if (act === 'add') return { kind: 'add', saying: blank(winner, loser) };
  if (act === 'drop' || act === 'preview-drop') return { kind: 'drop', winner, loser };
  const old = boot.statements.find((one) => one.winner === winner && one.place === Number(button.place));
  if (old === undefined) return undefined;
  if (act === 'edit') return { kind: 'edit', old, saying: { ...old } };
  return act === 'remove' ? { kind: 'remove', old } : undefined;
}

/** The two scenarios that a task is about. */
export function pairOf(task: Task): { winner: string; loser: string } {
  if (task.kind === 'drop') return task;
  return task.kind === 'remove' ? task.old : task.saying;
}

/** The change as the API has it; nothing as long as a scenario is not chosen. */
export function changeOf(task: Task): OrderChangeIn | undefined {
  if (task.kind === 'drop') return { winner: task.winner, over: task.loser, place: null, statement: null };
  if (task.kind === 'remove')
    return { winner: task.old.winner, place: task.old.place, over: null, statement: null };
  const { winner, loser, effect, when } = task.saying;
  if (winner === '' || loser === '' || winner === loser) return undefined;
  return {
    winner,
    place: task.kind === 'edit' ? task.old.place : null,
    over: null,
    statement: { scenario: loser, effect, when: when === undefined ? null : { ...when } },
  };
}
