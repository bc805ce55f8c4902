import type { Api } from '../../api/client';
import { frenchText } from '../../i18n/translate';
import type { Finding } from '../../model/document';

/** Bytes that are read at most. */
export const LARGEST = 2_000_000;

/** One part of a text that is not in the scenario, or in it as something like it. */
export interface Remark {
  element: string;
  id: string;
  line: number;
  fate: 'read_as' | 'left_out';
  why: { fr: string; en: string };
}

/** What a text holds, before anything is made of it. */
export interface Arrived {
  form: 'yaml' | 'bpmn';
  document: Record<string, unknown>;
  remarks: readonly Remark[];
  findings: readonly Finding[];
}

/** Asks the server what a text holds; nothing is kept of it. */
export async function readText(api: Api, text: string, file: string): Promise<Arrived> {
  const told = (await api.ask('POST', '/imports', { text, file })) as unknown as Arrived;
  return {
    ...told,
    remarks: told.remarks.map((remark) => ({ ...remark, why: frenchText(remark.why) })),
    findings: told.findings.map((one) => ({ ...one, message: frenchText(one.message) })),
  };
}

/** How much there is in a document. */
export function countsOf(document: Record<string, unknown>): {
  steps: number;
  links: number;
  messages: number;
} {
  const list = (name: string): unknown[] => (Array.isArray(document[name]) ? document[name] : []);
  const nodes = list('nodes');
  const isMessage = (node: unknown): boolean =>
    typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'message';
  return { steps: nodes.length, links: list('edges').length, messages: nodes.filter(isMessage).length };
}
