import type { Person, Presence } from '../api/room';

const NOBODY: readonly Person[] = [];
/** The server forgets whom it has not heard of for ten seconds, and gives their colour to others. */
const OWN_FOR = 6_000;
/** Letters of this page's own name that end its ids: few people ever meet in as many. */
const LETTERS = 4;

/** Who else has the scenario open, and where; and where this page says to be. */
export class Company {
  /** This page. */
  readonly client: string;
  presence: Presence = { cursor: null, nodes: [] };
  private everybody: readonly Person[] = NOBODY;
  private rest: readonly Person[] = NOBODY;
  /** When this page was last known to have its colour to itself. */
  private owned = Number.NEGATIVE_INFINITY;
  private readonly listeners = new Set<() => void>();

  constructor(client: string) {
    this.client = client;
  }

  /** The others; the same list until something changes. */
  readonly others = (): readonly Person[] => this.rest;

  /** As the others see this page. */
  get self(): Person | undefined {
    return this.everybody.find(({ client }) => client === this.client);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * How the ids of steps made here end, so that no other page gives the same: by the colour that the server
   * keeps for this page alone, the first as nothing; where it may have lost it, by a word of its own.
   */
  readonly mark = (): string => {
    const { self } = this;
    if (self && Date.now() - this.owned < OWN_FOR) return ['', ...'bcdefgh'][self.colour] ?? this.word;
    return this.word;
  };

  private get word(): string {
    return `-${this.client.replaceAll(/[^a-z0-9]/gi, '').slice(-LETTERS)}`;
  }

  /** Who is there, as the server answered to what this page asked at an instant, in milliseconds. */
  heard(people: readonly Person[], asked: number): void {
    const own = people.find(({ client }) => client === this.client);
    const shared = people.some(({ client, colour }) => client !== this.client && colour === own?.colour);
    if (own && !shared) this.owned = asked;
    if (JSON.stringify(people) === JSON.stringify(this.everybody)) return;
    this.everybody = people;
    this.rest = people.filter(({ client }) => client !== this.client);
    for (const listener of this.listeners) listener();
  }

  /** Says where this page is; told with the next exchange. */
  look(where: Partial<Presence>): void {
    this.presence = { ...this.presence, ...where };
  }
}
