import type { Api } from '../../api/client';
import { frenchText } from '../../i18n/translate';
import type { Locale, Scenario } from '../../model/document';

type Words = Record<Locale, string>;

interface Line {
  depth: number;
  text: Words;
  node: string | null;
  number: number | null;
}

/** A scenario in plain words, as the server tells it. */
export interface Summary {
  title: Words;
  sections: { key: string; title: Words; lines: Line[] }[];
  text: Words;
}

/** Asks for the summary of what is on screen. */
export async function readSummary(api: Api, document: Scenario): Promise<Summary> {
  const told = (await api.ask('POST', '/summary', { document })) as unknown as Summary;
  const sections = told.sections.map((section) => ({
    ...section,
    title: frenchText(section.title),
    lines: section.lines.map((line) => ({ ...line, text: frenchText(line.text) })),
  }));
  return { title: frenchText(told.title), text: frenchText(told.text), sections };
}
