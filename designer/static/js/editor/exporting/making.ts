import { type Api, ApiError, Unreachable } from '../../api/client';
import { TooLarge, toPng } from '../../export/png';
import { type ExportingT, exportingWords } from '../../i18n/exporting';
import type { Places } from '../../model/commands';
import type { Locale, Scenario } from '../../model/document';

/** What leaves the editor, in the order it is offered. */
export const FORMS = [
  'png',
  'svg',
  'pdf',
  'pptx',
  'sheet',
  'kit',
  'bpmn',
  'mermaid',
  'graphml',
  'yaml',
] as const;
export type Form = (typeof FORMS)[number];

/** What is handed out, with the files it is written to. */
export const HANDOUTS = { sheet: ['pdf', 'pptx', 'docx'], kit: ['pdf', 'docx'] } as const;
export type Handout = keyof typeof HANDOUTS;
export type HandoutFile = (typeof HANDOUTS)[Handout][number];

/** Those that are pictures of the canvas, with its places. */
export const PICTURES: ReadonlySet<Form> = new Set(['png', 'svg', 'pdf', 'pptx']);
/** Those that show the canvas, with its places. */
const PLACED: ReadonlySet<Form> = new Set([...PICTURES, 'sheet', 'kit']);

const ENDINGS: Partial<Record<Form, string>> = { mermaid: 'mmd' };

export interface Choices {
  form: Form;
  language: Locale;
  paper: 'a4' | 'a3';
  slides: 'wide' | 'a4' | 'a3';
  orientation: 'auto' | 'portrait' | 'landscape';
  pages: 'auto' | 'one' | 'many';
  frame: boolean;
  /** The file of a hand-out. */
  file: HandoutFile;
}

export function isHandout(form: Form): form is Handout {
  return form in HANDOUTS;
}

/** The file of a hand-out: the one that was chosen, where there is such a one of it. */
export function handoutFile(form: Handout, chosen: HandoutFile): HandoutFile {
  const files: readonly HandoutFile[] = HANDOUTS[form];
  return files.includes(chosen) ? chosen : 'pdf';
}

/** What the file of the choices is called. */
export function chosenName(key: string, choices: Choices): string {
  const { form } = choices;
  if (!isHandout(form)) return fileName(key, form);
  const ending = handoutFile(form, choices.file);
  return exportingWords(choices.language)(`file.name.${form}`, { key, ending });
}

export function fileName(key: string, form: Form): string {
  return `${key}.${ENDINGS[form] ?? form}`;
}

/** The scenario with every card where the canvas shows it, laid out or placed. */
export function asShown(scenario: Scenario, places: Places): Scenario {
  const layout = Object.fromEntries(
    scenario.nodes.flatMap(({ id }) => {
      const place = places[id];
      return place ? [[id, place] as const] : [];
    }),
  );
  return { ...scenario, layout };
}

/** What of the scenario is chosen: these steps, and the links between them. */
export function partOf(scenario: Scenario, ids: readonly string[]): Scenario {
  const kept = new Set(ids);
  const { groups, ...rest } = scenario;
  const inside = groups?.filter((group) => group.nodes.some((id) => kept.has(id)));
  return {
    ...rest,
    nodes: scenario.nodes.filter(({ id }) => kept.has(id)),
    edges: scenario.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
    notes: [],
    ...(inside ? { groups: inside } : {}),
  };
}

/** The picture of a document as SVG text. */
export async function pictureOf(
  api: Api,
  document: unknown,
  language: Locale,
  frame: boolean,
): Promise<string> {
  const answer = await api.fetch('POST', '/exports/svg', { document, language, frame });
  return answer.text();
}

/** The file of a scenario in the form that was chosen. */
export async function fileOf(api: Api, scenario: Scenario, places: Places, choices: Choices): Promise<Blob> {
  const { form, file, ...options } = choices;
  const document = PLACED.has(form) ? asShown(scenario, places) : scenario;
  if (form === 'png') return toPng(await pictureOf(api, document, choices.language, choices.frame));
  const made = isHandout(form) ? `${form}.${handoutFile(form, file)}` : form;
  const answer = await api.fetch('POST', `/exports/${made}`, { document, ...options });
  return answer.blob();
}

/** Puts a picture where it can be pasted from; false where this browser has no such place. */
export async function copyPicture(picture: Promise<Blob>): Promise<boolean> {
  if (typeof ClipboardItem === 'undefined' || !navigator.clipboard?.write) return false;
  // Given as a promise: some browsers forget the reader's gesture while a picture is made.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
  return true;
}

/** Why something could not be made, for the reader. */
export function reason(error: unknown, t: ExportingT): string {
  if (error instanceof Unreachable) return t('fault.away');
  if (error instanceof TooLarge) return t('fault.picture');
  if (error instanceof ApiError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
