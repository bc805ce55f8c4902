/** The calls the forms make themselves: audience counts, templates, test sends. */

import type { Category, Channel, Condition, Locale, Text } from '../../model/document';
import { isObject } from './json';

/** What a template says, and what a variant of it says otherwise. */
export interface MessageTexts {
  sender?: Text;
  subject?: Text;
  preheader?: Text;
  body?: Text;
  cta?: { label?: Text; url?: string };
  /** Short channels: SMS, push. */
  text?: Text;
}

/** Other words for some contacts; what it leaves out reads as in the template itself. */
export interface Variant extends MessageTexts {
  key: string;
  name?: Text;
  when: Condition;
}

/** A message template, `messages/<key>.yaml`. Fields this editor does not show are kept. */
export interface Template extends MessageTexts {
  format: 'message/1';
  key: string;
  channel: Channel;
  name: Text;
  /** The first whose condition holds is read in place of the words above. */
  variants?: Variant[];
}

/** For whom a template is shown, and which of its words. */
export interface PreviewAsked {
  /** The contact's own unless given. */
  language?: Locale;
  contact?: string;
  /** The event whose latest properties are quoted. */
  event?: string;
  /** Key of a variant, empty for the template's own words; else as the conditions say. */
  variant?: string;
}

export interface SmsLength {
  alphabet: 'gsm' | 'ucs2';
  units: number;
  parts: number;
  left: number;
  strange: string[];
}

export interface Preview {
  subject: string;
  preheader: string;
  sender: string;
  html: string;
  text: string;
  language: Locale;
  variant: string | null;
  /** The variant that the contact would read. */
  reads: string | null;
  sms: SmsLength | null;
}

/** One thing to mend in one text of a template. */
export interface Fault {
  kind: 'syntax' | 'field' | 'property' | 'filter' | 'stop';
  severity: 'error' | 'warning' | 'info';
  /** `subject`, or `variants.<key>.subject`. */
  part: string;
  /** Null where one text serves all. */
  language: Locale | null;
  start: number;
  end: number;
  message: { fr: string; en: string };
  /** What to put in its place. */
  instead: string | null;
}

export interface Proof {
  faults: readonly Fault[];
  /** The filters that texts may use. */
  filters: readonly string[];
}

/** What the step that sends a template says of it. */
export interface About {
  event?: string | undefined;
  category?: Category | undefined;
}

export interface SmsLengths {
  looked: number;
  /** Number of SMS -> how many contacts' message takes so many. */
  parts: Record<string, number>;
  contact: string | null;
  longest: SmsLength | null;
}

/** One contact of those found, and how many there are. */
export interface Person {
  id: string;
  name: string;
  total: number;
}

/** A test that has left; one that has not is an error that says why. */
export interface TestSend {
  subject: string;
}

/** An answer that is no success: its words are the server's, and name the next step. */
export class ServerError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details: unknown) {
    super(message);
    this.name = 'ServerError';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export interface Loaded<T> {
  readonly value: T;
  /** Needed to save over it. */
  readonly etag: string;
}

export interface Server {
  countAudience(condition: Condition, signal: AbortSignal): Promise<{ count: number; of: number }>;
  loadTemplate(key: string, signal: AbortSignal): Promise<Loaded<Template>>;
  saveTemplate(template: Template, etag: string): Promise<Loaded<Template>>;
  createTemplate(template: Template): Promise<Loaded<Template>>;
  /** Shows what is saved; unsaved words are sent along so that the picture is of what is on screen. */
  previewTemplate(template: Template, asked: PreviewAsked, signal: AbortSignal): Promise<Preview>;
  /** What is to be mended in the texts on screen. */
  checkTemplate(template: Template, about: About, signal: AbortSignal): Promise<Proof>;
  /** How many SMS the text on screen takes for real contacts. */
  smsLengths(template: Template, event: string | undefined, signal: AbortSignal): Promise<SmsLengths>;
  /**
   * The contact at a place, from 1 on, of those that hold every word and did something, where it is named;
   * nothing where there is none.
   */
  findContact(
    words: string,
    did: string | undefined,
    place: number,
    signal: AbortSignal,
  ): Promise<Person | undefined>;
  testSend(scenario: string, node: string, address: string, contact?: string): Promise<TestSend>;
}

const ROOT = '/api/v1';

async function call(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  const headers = new Headers(init.headers);
  headers.set('Accept', 'application/json');
  if (init.body !== undefined) headers.set('Content-Type', 'application/json');
  if (token && method !== 'GET') headers.set('X-CSRFToken', token);
  const answer = await fetch(ROOT + path, { ...init, method, headers, credentials: 'same-origin' });
  if (answer.ok) return answer;
  const body: unknown = await answer.json().catch(() => undefined);
  const error = isObject(body) && isObject(body.error) ? body.error : {};
  const words = typeof error.message === 'string' ? error.message : `${answer.status} ${answer.statusText}`;
  throw new ServerError(
    answer.status,
    typeof error.code === 'string' ? error.code : 'error',
    words,
    error.details,
  );
}

async function loaded(answer: Response, key: string): Promise<Loaded<Template>> {
  const body: unknown = await answer.json();
  const document = isObject(body) && isObject(body.document) ? body.document : {};
  const value = { format: 'message/1', channel: 'email', name: key, ...document, key } as Template;
  return { value, etag: answer.headers.get('ETag') ?? '' };
}

/** The first contact of an answer, named as people are. */
function personOf(body: unknown): Person | undefined {
  const list: unknown = isObject(body) ? body.contacts : undefined;
  const found: unknown = Array.isArray(list) ? list[0] : undefined;
  if (!isObject(body) || !isObject(found) || typeof found.id !== 'string') return undefined;
  const own = isObject(found.attributes) ? found.attributes : {};
  const called = [own.first_name, own.last_name].filter((one) => typeof one === 'string' && one !== '');
  const name = called.length > 0 ? called.join(' ') : String(own.email ?? found.id);
  return { id: found.id, name, total: Number(body.total) };
}

const of = (key: string): string => `/templates/${encodeURIComponent(key)}`;

export const server: Server = {
  async countAudience(condition, signal) {
    const answer = await call('POST', '/audience/count', { body: JSON.stringify({ condition }), signal });
    return (await answer.json()) as { count: number; of: number };
  },
  async loadTemplate(key, signal) {
    return loaded(await call('GET', of(key), { signal }), key);
  },
  async saveTemplate(template, etag) {
    const body = JSON.stringify({ document: template });
    return loaded(await call('PUT', of(template.key), { body, headers: { 'If-Match': etag } }), template.key);
  },
  async createTemplate(template) {
    const body = JSON.stringify({ document: template });
    return loaded(await call('POST', '/templates', { body }), template.key);
  },
  async previewTemplate(template, asked, signal) {
    const body = JSON.stringify({ ...asked, document: template });
    const answer = await call('POST', `${of(template.key)}/preview`, { body, signal });
    return (await answer.json()) as Preview;
  },
  async checkTemplate(template, { event, category }, signal) {
    const body = JSON.stringify({ document: template, event, category });
    const found: unknown = await (await call('POST', '/templates/check', { body, signal })).json();
    const list = (name: string): unknown[] =>
      isObject(found) && Array.isArray(found[name]) ? found[name] : [];
    return { faults: list('faults') as Fault[], filters: list('filters') as string[] };
  },
  async smsLengths(template, event, signal) {
    const body = JSON.stringify({ document: template, event });
    const answer = await call('POST', `${of(template.key)}/lengths`, { body, signal });
    return (await answer.json()) as SmsLengths;
  },
  async findContact(words, did, place, signal) {
    const query = new URLSearchParams({ q: words, page: String(place), size: '1' });
    if (did !== undefined) query.set('did', did);
    return personOf(await (await call('GET', `/contacts?${query}`, { signal })).json());
  },
  async testSend(scenario, node, address, contact) {
    const path = `/scenarios/${encodeURIComponent(scenario)}/test-send`;
    const body = JSON.stringify({ node, address, ...(contact ? { contact } : {}) });
    return (await (await call('POST', path, { body })).json()) as TestSend;
  },
};
