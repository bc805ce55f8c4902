import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Path } from '../../model/document';
import { findingsAt, useForms } from '../fields/context';
import { FindingNotes } from '../fields/Field';

export interface SectionState {
  readonly open: boolean;
  toggle(open: boolean): void;
}

interface SectionProps {
  id: string;
  title: string;
  /** One sentence: what this part is for. */
  sentence: string;
  /** What it says, in words, while it is folded. */
  summary: string;
  state: SectionState;
  /** Needed before publication, and empty. */
  missing?: boolean | undefined;
  /** The places of the document it shows: their findings are counted while it is folded. */
  paths: readonly Path[];
  /** Places whose findings a field of the part already shows. */
  shown?: readonly string[] | undefined;
  children: ReactNode;
}

/** A part of the sheet that folds to one line of words. */
export function Section({
  id,
  title,
  sentence,
  summary,
  state,
  missing = false,
  paths,
  shown = [],
  children,
}: SectionProps) {
  const { say, findings } = useForms();
  const exact = findings.filter(
    ({ path, node }) => node === null && paths.some((one) => one.join('/') === path),
  );
  // The steps have their own place for what concerns them.
  const below = paths.filter(([root]) => root !== 'nodes').flatMap((path) => findingsAt(findings, path));
  const count = new Set([...exact, ...below]).size;
  return (
    <details
      className="f-section"
      id={id}
      onToggle={(event) => state.toggle(event.currentTarget.open)}
      open={state.open}
    >
      <summary className="f-summary">
        <h3 className="f-title">{title}</h3>
        {missing && <span className="f-tag f-tag--warn">{say.t('section.missing')}</span>}
        {!state.open && count > 0 && (
          <span className="f-tag f-tag--error">{say.t('section.findings', { count })}</span>
        )}
        <ChevronRight aria-hidden="true" className="f-summary-mark" size={14} />
        {!state.open && summary !== '' && <span className="f-summary-words">{summary}</span>}
      </summary>
      {state.open && (
        <div className="f-body">
          <p className="f-sentence">{sentence}</p>
          <FindingNotes findings={exact.filter(({ path }) => !shown.includes(path ?? ''))} />
          {children}
        </div>
      )}
    </details>
  );
}
