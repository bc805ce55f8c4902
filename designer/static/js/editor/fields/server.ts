/** The calls the forms make themselves: audience counts, templates, test sends. */

import type { Channel, Condition, Locale, Text } from '../../model/document';
import { isObject } from './json';

/** A message template, `messages/<key>.yaml`. Fields this editor does not show are kept. */
export interface Template {
  format: 'message/1';
  key: string;
  channel: Channel;
  name: Text;
  sender?: Text;
  subject?: Text;
  preheader?: Text;
  body?: Text;
  cta?: { label?: Text; url?: string };
  /** Short channels: SMS, push. */
  text?: Text;
}

export interface Preview {
  subject: string;
  html: string;
  text: string;
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
  previewTemplate(template: Template, language: Locale, signal: AbortSignal): Promise<Preview>;
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
  async previewTemplate(template, language, signal) {
    const body = JSON.stringify({ language, document: template });
    const answer = await call('POST', `${of(template.key)}/preview`, { body, signal });
    return (await answer.json()) as Preview;
  },
  async testSend(scenario, node, address, contact) {
    const path = `/scenarios/${encodeURIComponent(scenario)}/test-send`;
    const body = JSON.stringify({ node, address, ...(contact ? { contact } : {}) });
    return (await (await call('POST', path, { body })).json()) as TestSend;
  },
};
