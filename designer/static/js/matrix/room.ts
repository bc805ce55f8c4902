import { createContext, useContext } from 'react';
import type { MatrixT } from '../i18n/matrix';
import type { Format } from './format';
import type { MatrixStore, State } from './store';
import type { Criterion, OwnVote, Row } from './types';

/** One's own sheet while one votes. */
export interface Ballot {
  readonly department: string;
  /** By scenario, then by criterion; nothing where a level was taken back. */
  readonly levels: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
}

/** What every part of the page shares. */
export interface Room {
  readonly store: MatrixStore;
  readonly state: State;
  readonly t: MatrixT;
  readonly f: Format;
  /** Nothing where the committee scores together. */
  readonly ballot: Ballot | undefined;
  setBallot(ballot: Ballot | undefined): void;
  rowOf(scenario: string): Row | undefined;
  criterionOf(key: string): Criterion | undefined;
  nameOf(scenario: string): string;
  /** Name of a criterion. */
  called(key: string): string;
  /** Brings a cell or a row into sight and puts the focus there. */
  show(scenario: string, criterion?: string): void;
  /** Gives the cell a level: the committee's, or one's own vote. */
  give(scenario: string, criterion: string, level: number): void;
}

export const RoomContext = createContext<Room | undefined>(undefined);

export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (!room) throw new Error('A part of the matrix stands outside its page.');
  return room;
}

/** The level of one's own vote, if one gave any. */
export function ballotLevel(ballot: Ballot, scenario: string, criterion: string): number | null {
  return ballot.levels[scenario]?.[criterion] ?? null;
}

export function withBallotLevel(
  ballot: Ballot,
  scenario: string,
  criterion: string,
  level: number | null,
): Ballot {
  const own = { ...ballot.levels[scenario], [criterion]: level };
  return { ...ballot, levels: { ...ballot.levels, [scenario]: own } };
}

/** The sheet as it is sent: every cell that was touched. */
export function votesOf(ballot: Ballot): OwnVote[] {
  return Object.entries(ballot.levels).flatMap(([scenario, levels]) =>
    Object.entries(levels).map(([criterion, level]) => ({ scenario, criterion, level })),
  );
}
