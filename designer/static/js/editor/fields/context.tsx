/** What every form part needs: the words, the catalogue, the findings and the server. */

import { createContext, type ReactNode, use, useMemo, useState } from 'react';
import type { Catalogue, Finding, Locale, Path } from '../../model/document';
import { Texts } from '../texts';
import { type FormSpeech, formSpeech } from './formSpeech';
import { type Server, server } from './server';
import type { Speech } from './speech';

export interface Forms {
  readonly say: FormSpeech;
  readonly catalogue: Catalogue;
  readonly findings: readonly Finding[];
  readonly server: Server;
  /** The texts being written, which outlive their forms. */
  readonly texts: Texts;
  readonly readOnly: boolean;
  /** The language whose words are shown where there is no room for both. */
  readonly tongue: Locale;
  setTongue(tongue: Locale): void;
}

const FormsContext = createContext<Forms | undefined>(undefined);

interface FormsProviderProps {
  locale: Locale;
  catalogue: Catalogue;
  findings: readonly Finding[];
  readOnly?: boolean | undefined;
  /** The session's texts; without them the forms keep their own. */
  texts?: Texts | undefined;
  children: ReactNode;
}

export function FormsProvider({
  locale,
  catalogue,
  findings,
  readOnly = false,
  texts,
  children,
}: FormsProviderProps) {
  const [own] = useState(() => new Texts());
  const [tongue, setTongue] = useState(locale);
  const forms = useMemo(
    () => ({
      say: formSpeech(locale),
      catalogue,
      findings,
      server,
      texts: texts ?? own,
      readOnly,
      tongue,
      setTongue,
    }),
    [locale, catalogue, findings, texts, own, readOnly, tongue],
  );
  return <FormsContext value={forms}>{children}</FormsContext>;
}

export function useForms(): Forms {
  const forms = use(FormsContext);
  if (!forms) throw new Error('A form part stands outside FormsProvider.');
  return forms;
}

/**
 * What a finding says beside the thing it is about: the scenario and the step that open the sentence for
 * a terminal are left out, since they are in sight.
 */
export function findingWords(finding: Finding, say: Speech): string {
  const words = say.text(finding.message);
  const opening = /^(?:Scénario|Scenario) [^:]*?\s?:\s/.exec(words)?.[0] ?? '';
  const rest = words.slice(opening.length);
  return rest.charAt(0).toUpperCase() + rest.slice(1);
}

/** The findings about one place of the document: at it, or anywhere below it. */
export function findingsAt(findings: readonly Finding[], path: Path | string): readonly Finding[] {
  const place = typeof path === 'string' ? path : path.join('/');
  return findings.filter((finding) => finding.path === place || finding.path?.startsWith(`${place}/`));
}
