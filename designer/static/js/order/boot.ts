/** What the page of the order says of itself, read again whenever its body is. */

import type { Condition } from '../model/document';

export const EFFECTS = ['entry', 'order', 'exit'] as const;
export type Effect = (typeof EFFECTS)[number];

export interface Named {
  key: string;
  name: string;
  /** Of its draft: what a change must name to be accepted. */
  revision: number;
}

export interface Statement {
  winner: string;
  loser: string;
  /** Which of the winner's own statements, from 0. */
  place: number;
  effect: Effect;
  when: Condition | undefined;
}

export interface Boot {
  scenarios: readonly Named[];
  statements: readonly Statement[];
}

type Plain = Record<string, unknown>;

const isRecord = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): Plain[] => (Array.isArray(value) ? value.filter(isRecord) : []);

export function readBoot(raw: string): Boot {
  const parsed: unknown = JSON.parse(raw || '{}');
  const boot = isRecord(parsed) ? parsed : {};
  return {
    scenarios: list(boot.scenarios).map((one) => ({
      key: text(one.key),
      name: text(one.name) || text(one.key),
      revision: Number(one.revision),
    })),
    statements: list(boot.statements).map((one) => ({
      winner: text(one.winner),
      loser: text(one.loser),
      place: Number(one.place),
      effect: EFFECTS.find((effect) => effect === one.effect) ?? 'entry',
      when: isRecord(one.when) ? (one.when as unknown as Condition) : undefined,
    })),
  };
}

export const nameOf = (boot: Boot, key: string): string =>
  boot.scenarios.find((one) => one.key === key)?.name ?? key;

/** The same statement in a page that was read again: its place may be another one. */
export function again(boot: Boot, old: Statement): Statement | undefined {
  const same = (one: Statement): boolean =>
    one.winner === old.winner &&
    one.loser === old.loser &&
    one.effect === old.effect &&
    JSON.stringify(one.when) === JSON.stringify(old.when);
  return boot.statements.find((one) => same(one) && one.place === old.place) ?? boot.statements.find(same);
}
