import type { Person, Presence } from '../api/room';

const NOBODY: readonly Person[] = [];

/** Who else has the scenario open, and where; and where this page says to be. */
export class Company {
  /** This page. */
  readonly client: string;
  presence: Presence = { cursor: null, nodes: [] };
  private everybody: readonly Person[] = NOBODY;
  private rest: readonly Person[] = NOBODY;
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

  heard(people: readonly Person[]): void {
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
