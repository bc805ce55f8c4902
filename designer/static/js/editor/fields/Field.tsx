import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import type { Finding, Path } from '../../model/document';
import { findingsAt, findingWords, useForms } from './context';

/** What a control takes from its field to be bound to its label, hint and findings. */
export interface Bound {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FieldProps {
  label: string;
  hint?: string | undefined;
  /** Place in the document whose findings are shown below the control. */
  path?: Path | undefined;
  /** Findings of the control itself, in the reader's language. */
  error?: string | undefined;
  /** Label before the control, as a line of properties; else above it. */
  layout?: 'stack' | 'row' | undefined;
  hideLabel?: boolean | undefined;
  optional?: boolean | undefined;
  children: (bound: Bound) => ReactNode;
}

/** A label, a control and what there is to say about it. */
export function Field({
  label,
  hint,
  path,
  error,
  layout = 'stack',
  hideLabel = false,
  children,
}: FieldProps) {
  const { findings } = useForms();
  const id = useId();
  const found = path ? findingsAt(findings, path) : [];
  const noteId = `${id}-note`;
  const hasNote = Boolean(hint || error || found.length > 0);
  const invalid = Boolean(error) || found.some(({ severity }) => severity === 'error');
  return (
    <div className={`f-field f-field--${layout}`}>
      <label className={hideLabel ? 'f-hidden' : 'f-label'} htmlFor={id}>
        {label}
      </label>
      <div className="f-control">
        {children({
          id,
          'aria-describedby': hasNote ? noteId : undefined,
          'aria-invalid': invalid ? true : undefined,
        })}
        {hasNote && (
          <div className="f-notes" id={noteId}>
            {hint && <p className="f-hint">{hint}</p>}
            {error && <Note severity="error">{error}</Note>}
            <FindingNotes findings={found} />
          </div>
        )}
      </div>
    </div>
  );
}

interface GroupProps {
  label: string;
  hint?: string | undefined;
  path?: Path | undefined;
  hideLabel?: boolean | undefined;
  layout?: 'stack' | 'row' | undefined;
  children: ReactNode;
}

/** Several controls under one name. */
export function FieldGroup({ label, hint, path, hideLabel = false, layout = 'stack', children }: GroupProps) {
  const { findings } = useForms();
  const id = useId();
  const found = path ? findingsAt(findings, path) : [];
  return (
    <fieldset aria-labelledby={id} className={`f-field f-field--${layout}`}>
      <span className={hideLabel ? 'f-hidden' : 'f-label'} id={id}>
        {label}
      </span>
      <div className="f-control">
        {children}
        {hint && <p className="f-hint">{hint}</p>}
        <FindingNotes findings={found} />
      </div>
    </fieldset>
  );
}

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info } as const;

export function Note({ severity, children }: { severity: Finding['severity']; children: ReactNode }) {
  const Icon = ICONS[severity];
  return (
    <p className={`f-note f-note--${severity}`}>
      <Icon aria-hidden="true" size={14} />
      <span>{children}</span>
    </p>
  );
}

export function FindingNotes({ findings }: { findings: readonly Finding[] }) {
  const { say } = useForms();
  return findings.map((finding) => (
    <Note key={`${finding.rule} ${finding.path ?? ''} ${finding.message.en}`} severity={finding.severity}>
      {findingWords(finding, say)}
    </Note>
  ));
}
