import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useForms } from '../fields/context';

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
  /** Errors and warnings that concern it. */
  count?: number | undefined;
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
  count = 0,
  children,
}: SectionProps) {
  const { say } = useForms();
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
        {count > 0 && <span className="f-tag f-tag--error">{say.t('section.findings', { count })}</span>}
        <ChevronRight aria-hidden="true" className="f-summary-mark" size={14} />
        {!state.open && summary !== '' && <span className="f-summary-words">{summary}</span>}
      </summary>
      {state.open && (
        <div className="f-body">
          <p className="f-sentence">{sentence}</p>
          {children}
        </div>
      )}
    </details>
  );
}
