import { frenchText, frenchWords } from '../i18n/translate';
import { type Conflict, conflictsOf, type Remedy, remediesOf } from '../model/conflicts';
import type { Catalogue, Finding } from '../model/document';
import { authorHeader } from './author';
import type {
  Checked as CheckedOut,
  CountsOut,
  Published,
  RemedyList,
  Saved as SavedOut,
  ScenarioOut,
  State,
} from './schema';

/** The states of a scenario as the server names them. */
export type ScenarioState = 'draft' | 'in_review' | 'approved' | 'live' | 'paused' | 'archived';

/** A scenario as the server keeps it; the document is any JSON, a draft may be unfinished. */
export interface ScenarioRecord {
  key: string;
  state: ScenarioState;
  document: unknown;
  /** Version that takes new entries, null before the first publication. */
  version: number | null;
  /** Whether the draft differs from that version. */
  changed: boolean;
  findings: Finding[];
  /** The rules of pressure it breaks, alone or with other scenarios. */
  conflicts: Conflict[];
  /** What a later change must name to be accepted. */
  etag: string;
}

export interface Saved {
  etag: string;
  findings: Finding[];
  conflicts: Conflict[];
  changed: boolean | undefined;
}

/** What the checks say of a document that is not saved. */
export interface Checked {
  findings: Finding[];
  conflicts: Conflict[];
}

/** How many contacts stand at a node, have passed it, were sent to there. */
export interface NodeCount {
  inside: number;
  passed: number;
  sent: number;
}
export interface Counts {
  nodes: Record<string, NodeCount>;
  entries: number;
  inside: number;
  exits: number;
  goals: number;
}

/** The server refused; the message is meant for the reader. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly findings: Finding[];
  /** Those a reason is asked for. */
  readonly conflicts: Conflict[];

  constructor(
    status: number,
    code: string,
    message: string,
    findings: Finding[] = [],
    conflicts: Conflict[] = [],
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.findings = findings;
    this.conflicts = conflicts;
  }
}

/** No answer came: the network, or the server, is away. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    // Where there is no page there are no words of its language.
    const french = globalThis.document?.documentElement.lang.startsWith('fr');
    super(french ? 'Le serveur ne répond pas.' : 'The server does not answer.', { cause });
    this.name = 'Unreachable';
  }
}

type Fetch = (input: string, init: RequestInit) => Promise<Response>;
type Plain = Record<string, unknown>;

function isRecord(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The words without the place they begin with, which the editor shows beside them. */
function withoutPlace(words: string, places: readonly string[]): string {
  const place = places.find((one) => words.startsWith(one));
  if (place === undefined) return words;
  const rest = words.slice(place.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

function findingsOf(value: unknown): Finding[] {
  if (!Array.isArray(value)) return [];
  const findings = value.filter(isRecord) as unknown as Finding[];
  return findings.map((finding) => {
    const { scenario, node, message } = finding;
    return {
      ...finding,
      node: node ?? null,
      message: {
        fr: withoutPlace(
          frenchWords(message.fr),
          [`Scénario ${scenario}, étape « ${node} » : `, `Scénario ${scenario} : `].map(frenchWords),
        ),
        en: withoutPlace(message.en, [`Scenario ${scenario}, node '${node}': `, `Scenario ${scenario}: `]),
      },
    };
  });
}

function toldOf(value: unknown): Conflict[] {
  return conflictsOf(value).map((one) => ({ ...one, message: frenchText(one.message) }));
}

const SERVER_DOWN = new Set([502, 503, 504]);

export interface Api {
  catalogue(): Promise<Catalogue>;
  load(key: string): Promise<ScenarioRecord>;
  save(key: string, document: unknown, etag: string): Promise<Saved>;
  /** What the checks would say of a document in place of the stored one; nothing is saved. */
  check(document: unknown): Promise<Checked>;
  /** What would remove a conflict of a document, the best first. */
  remedies(document: unknown, conflict: string): Promise<Remedy[]>;
  /** `more` says what becomes of those on the way. */
  publish(key: string, etag: string, reason?: string, more?: object): Promise<{ version: number }>;
  setState(key: string, action: 'pause' | 'resume'): Promise<ScenarioState>;
  counts(key: string): Promise<Counts>;
  /**
   * Any other resource: its JSON, or an `ApiError`; the path begins with a slash under the API's root.
   * `outlives`: it is sent even where the page is closed before the answer.
   */
  ask<Shape = Plain>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    outlives?: boolean,
  ): Promise<Shape>;
  /** As `ask`, the answer as it came: a picture, a file. */
  fetch(method: string, path: string, body?: unknown): Promise<Response>;
}

/** The typed face of the JSON API; `csrf` is read at every call, the token may be renewed. */
export function createApi(
  csrf: () => string,
  root = '/api/v1',
  fetcher: Fetch = (...args) => fetch(...args),
): Api {
  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Plain = {},
    outlives = false,
  ): Promise<Response> {
    const init: RequestInit = {
      method,
      keepalive: outlives,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'X-CSRFToken': csrf(), ...authorHeader() }),
        ...headers,
      },
    };
    if (body !== undefined) init.body = JSON.stringify(body);
    let response: Response;
    try {
      response = await fetcher(`${root}${path}`, init);
    } catch (cause) {
      throw new Unreachable(cause);
    }
    if (response.ok) return response;
    if (SERVER_DOWN.has(response.status)) throw new Unreachable(response.statusText);
    const answer: unknown = await response.json().catch(() => undefined);
    const error = isRecord(answer) && isRecord(answer.error) ? answer.error : {};
    throw new ApiError(
      response.status,
      typeof error.code === 'string' ? error.code : 'error',
      typeof error.message === 'string' ? error.message : `${response.status} ${response.statusText}`,
      findingsOf(error.findings),
      toldOf(isRecord(error.details) ? error.details.conflicts : undefined),
    );
  }

  /** What the server answered, as its description names it; nothing is taken for granted all the same. */
  async function json<Shape = Plain>(response: Response): Promise<Partial<Shape>> {
    const value: unknown = await response.json();
    return (isRecord(value) ? value : {}) as Partial<Shape>;
  }

  const etagOf = (response: Response, body: { revision?: number }): string =>
    response.headers.get('ETag') ?? `"${String(body.revision)}"`;
  const scenario = (key: string, rest = ''): string => `/scenarios/${encodeURIComponent(key)}${rest}`;

  return {
    async catalogue() {
      const body = await json(await call('GET', '/catalogue'));
      const list = <K extends keyof Catalogue>(name: K): Catalogue[K] =>
        (Array.isArray(body[name]) ? body[name] : []) as Catalogue[K];
      return {
        kinds: list('kinds'),
        triggers: list('triggers'),
        channels: list('channels'),
        objectives: list('objectives'),
        families: list('families'),
        levers: list('levers'),
        categories: list('categories'),
        operators: list('operators'),
        attributes: list('attributes'),
        events: list('events'),
        segments: list('segments'),
        templates: list('templates'),
        scenarios: list('scenarios'),
      };
    },
    async load(key) {
      const response = await call('GET', scenario(key));
      const body = await json<ScenarioOut>(response);
      return {
        key,
        state: (typeof body.state === 'string' ? body.state : 'draft') as ScenarioState,
        document: body.document,
        version: typeof body.version === 'number' ? body.version : null,
        changed: body.changed === true,
        findings: findingsOf(body.findings),
        conflicts: toldOf(body.conflicts),
        etag: etagOf(response, body),
      };
    },
    async check(document) {
      const body = await json<CheckedOut>(await call('POST', '/check', { document }));
      return { findings: findingsOf(body.findings), conflicts: toldOf(body.conflicts) };
    },
    async remedies(document, conflict) {
      const body = await json<RemedyList>(await call('POST', '/remedies', { document, conflict }));
      return remediesOf(body.remedies).map((one) => ({
        ...one,
        label: frenchText(one.label),
        cost: frenchText(one.cost),
      }));
    },
    async save(key, document, etag) {
      const response = await call('PUT', scenario(key), { document }, { 'If-Match': etag });
      const body = await json<SavedOut>(response);
      return {
        etag: etagOf(response, body),
        findings: findingsOf(body.findings),
        conflicts: toldOf(body.conflicts),
        changed: typeof body.changed === 'boolean' ? body.changed : undefined,
      };
    },
    async publish(key, etag, reason, more) {
      const body = await json<Published>(
        await call(
          'POST',
          scenario(key, '/publish'),
          { ...(reason ? { reason } : {}), ...more },
          { 'If-Match': etag },
        ),
      );
      return { version: Number(body.version) };
    },
    async setState(key, action) {
      const body = await json<State>(await call('POST', scenario(key, `/${action}`), {}));
      return (typeof body.state === 'string' ? body.state : 'live') as ScenarioState;
    },
    async counts(key) {
      const body = await json<CountsOut>(await call('GET', scenario(key, '/counts')));
      const number = (name: Exclude<keyof CountsOut, 'nodes' | 'refused'>): number => Number(body[name] ?? 0);
      return {
        nodes: (isRecord(body.nodes) ? body.nodes : {}) as Record<string, NodeCount>,
        entries: number('entries'),
        inside: number('inside'),
        exits: number('exits'),
        goals: number('goals'),
      };
    },
    ask: async <Shape>(
      method: string,
      path: string,
      body?: unknown,
      headers?: Record<string, string>,
      outlives?: boolean,
    ) => (await json<Shape>(await call(method, path, body, headers, outlives))) as Shape,
    fetch: call,
  };
}
