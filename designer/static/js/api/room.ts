/** The room's part of the API: what one page says when it synchronises, and what it is told. */

import type { Api, ScenarioState } from './client';

/** Somebody who has the scenario open. */
export interface Person {
  client: string;
  /** Empty until they have said it. */
  name: string;
  colour: number;
  /** Canvas pixels; null where they do not point at the canvas. */
  cursor: readonly [number, number] | null;
  /** The steps they have chosen. */
  nodes: readonly string[];
}

export interface Presence {
  cursor: readonly [number, number] | null;
  nodes: readonly string[];
}

export interface Standing {
  state: ScenarioState;
  version: number | null;
  changed: boolean;
}

export interface Said {
  client: string;
  epoch: number | null;
  since: number;
  update?: Uint8Array | undefined;
  revision: number | null;
  version: number | null;
  presence: Presence | null;
  leaves?: boolean;
}

export interface Heard {
  epoch: number;
  seq: number;
  revision: number;
  updates: readonly Uint8Array[];
  /** The whole document, for a page of another epoch or far behind. */
  state: Uint8Array | undefined;
  vector: Uint8Array | undefined;
  people: readonly Person[];
  standing: Standing | undefined;
}

type Plain = Record<string, unknown>;

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toText(bytes: Uint8Array): string {
  let text = '';
  // In parts: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

function toBytes(text: unknown): Uint8Array | undefined {
  return typeof text === 'string' ? Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)) : undefined;
}

function personOf(one: Plain): Person {
  const cursor = Array.isArray(one.cursor) ? one.cursor.map(Number) : [];
  return {
    client: String(one.client ?? ''),
    name: String(one.name ?? ''),
    colour: Number(one.colour ?? 0),
    cursor: cursor.length === 2 ? [cursor[0] as number, cursor[1] as number] : null,
    nodes: Array.isArray(one.nodes) ? one.nodes.map(String) : [],
  };
}

function standingOf(value: unknown): Standing | undefined {
  if (!isRecord(value)) return undefined;
  return {
    state: String(value.state) as ScenarioState,
    version: typeof value.version === 'number' ? value.version : null,
    changed: value.changed === true,
  };
}

/** Gives what was changed here and takes what others have changed. */
export async function synchronise(api: Pick<Api, 'ask'>, key: string, said: Said): Promise<Heard> {
  const { update, ...rest } = said;
  const body = { ...rest, ...(update ? { update: toText(update) } : {}) };
  const path = `/scenarios/${encodeURIComponent(key)}/room/sync`;
  // A page that is being closed does not wait for the answer; its last word goes out all the same.
  const heard = await api.ask('POST', path, body, {}, said.leaves === true);
  return {
    epoch: Number(heard.epoch),
    seq: Number(heard.seq),
    revision: Number(heard.revision),
    updates: (Array.isArray(heard.updates) ? heard.updates : [])
      .map(toBytes)
      .filter((one) => one !== undefined),
    state: toBytes(heard.state),
    vector: toBytes(heard.vector),
    people: (Array.isArray(heard.people) ? heard.people : []).filter(isRecord).map(personOf),
    standing: standingOf(heard.standing),
  };
}
