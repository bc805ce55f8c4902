import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { ApiError } from '../../api/client';
import type { T } from '../../i18n/editor';
import { publishWords } from '../../i18n/publish';
import { asksForReason, type Conflict } from '../../model/conflicts';
import type { Finding, Locale } from '../../model/document';
import { textOf, toPublish } from '../../model/document';
import type { Graph } from '../../model/graph';
import { Dialog } from '../Dialog';
import { Conflicts, Findings } from '../FindingsList';
import { NotSaved, type Session, type SessionState } from '../session';
import type { Wording } from '../stepWords';
import { useSlow } from '../useSlow';
import { type Handover, Takeover } from '../versions/Takeover';

interface PublishProps {
  session: Session;
  state: SessionState;
  graph: Graph;
  wording: Wording;
  locale: Locale;
  t: T;
  onJump(finding: Finding): void;
  /** Leads to the text that is not saved. */
  onText(): void;
  /** Leads to a conflict, with its witness and its remedies. */
  onConflict(id: string): void;
  onPublished(version: number): void;
  onClose(): void;
}

type Phase = 'saving' | 'checking' | 'ready' | 'publishing' | 'unsaved';

/** Saves the draft and its texts, shows what stands in the way, and publishes. */
export function PublishDialog(props: PublishProps) {
  const { session, state, graph, wording, locale, t } = props;
  const p = publishWords(locale);
  const [phase, setPhase] = useState<Phase>('saving');
  // What the sheet says of the risk is what those who decide have written.
  const [reason, setReason] = useState(() => textOf(state.scenario.sheet?.arbitration, locale));
  const [refusal, setRefusal] = useState<string>();
  /** What the server says stands in the way, where it says so itself. */
  const [refused, setRefused] = useState<Finding[]>();
  /** The conflicts the server asks a reason for. */
  const [asked, setAsked] = useState<Conflict[]>();
  const [attempt, setAttempt] = useState(0);
  const [handover, setHandover] = useState<Handover>();
  /** The newest version when the reader was shown what publishing does. */
  const [over, setOver] = useState(state.version);
  const field = useId();
  const slow = useSlow(phase === 'saving');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks for another try.
  useEffect(() => {
    let open = true;
    const check = async (): Promise<void> => {
      const saved = await session.save();
      if (!open) return;
      setPhase(saved ? 'checking' : 'unsaved');
      if (!saved) return;
      try {
        await session.look();
      } catch {
        // What the last saving said is shown; publication itself checks again.
      }
      if (!open) return;
      setOver(session.snapshot().version);
      setPhase('ready');
    };
    void check();
    return () => {
      open = false;
    };
  }, [session, attempt]);

  const findings = (refused ?? state.findings).map(toPublish);
  const errors = findings.filter((finding) => finding.severity === 'error').length;
  // An excess that a finding reports is shown as a conflict, with the reason it needs; errors come first.
  const risks = errors > 0 ? [] : (asked ?? state.conflicts.filter(asksForReason));
  const listed = findings.filter(({ rule }) => rule !== 'pressure-may' || risks.length === 0);
  const missing = session.textsMissing.map(({ key, name }) => {
    const words = textOf(name, locale) || key;
    return locale === 'fr' ? `«\u00a0${words}\u00a0»` : `“${words}”`;
  });
  const warnings = listed.filter((finding) => finding.severity === 'warning').length;

  async function publish(): Promise<void> {
    setPhase('publishing');
    setRefusal(undefined);
    try {
      props.onPublished(await session.publish(over, reason.trim() || undefined, handover));
    } catch (error) {
      if (error instanceof NotSaved) {
        setPhase('unsaved');
        return;
      }
      if (error instanceof ApiError && error.code === 'published-meanwhile') {
        setRefusal(p('publish.meanwhile'));
        setHandover(undefined);
        setPhase('saving');
        setAttempt((old) => old + 1);
        return;
      }
      if (error instanceof ApiError && error.findings.length > 0) setRefused(error.findings);
      else if (error instanceof ApiError && error.code === 'reason-needed') setAsked(error.conflicts);
      else setRefusal(error instanceof Error ? error.message : String(error));
      setPhase('ready');
    }
  }

  const headline = (): string => {
    if (phase === 'unsaved')
      return missing.length > 0
        ? p('publish.unsaved.text', { names: missing.join(', ') })
        : p('publish.unsaved');
    if (errors > 0) return p('publish.blocked', { count: errors });
    if (risks.length > 0) return p('publish.risks', { count: risks.length });
    return warnings > 0 ? p('publish.ready.warnings', { count: warnings }) : p('publish.ready');
  };
  const blocked = phase === 'unsaved' || errors > 0;

  return (
    <Dialog
      title={p('publish.title', { name: textOf(state.scenario.name, locale) || state.scenario.key })}
      closeLabel={p('publish.cancel')}
      onClose={props.onClose}
      wide={findings.length + risks.length > 0 || state.version !== null}
      actions={
        <>
          <button type="button" className="button" onClick={props.onClose}>
            {p('publish.cancel')}
          </button>
          {phase === 'unsaved' && missing.length > 0 && (
            <button type="button" className="button" onClick={props.onText}>
              {p('publish.text')}
            </button>
          )}
          {phase === 'unsaved' && (
            <button
              type="button"
              className="button"
              onClick={() => {
                setPhase('saving');
                setAttempt((old) => old + 1);
              }}
            >
              {p('publish.retry')}
            </button>
          )}
          <button
            type="button"
            className="button primary"
            disabled={phase !== 'ready' || errors > 0 || (risks.length > 0 && reason.trim() === '')}
            onClick={() => void publish()}
          >
            {phase === 'publishing' && <LoaderCircle className="icon ed-spin" aria-hidden="true" />}
            {p('publish.go')}
          </button>
        </>
      }
    >
      {phase === 'saving' || phase === 'checking' ? (
        <p className="ed-verdict" role="status">
          <LoaderCircle className="ed-spin" aria-hidden="true" />
          {slow ? t('save.slow') : p(`publish.${phase}`)}
        </p>
      ) : (
        <>
          <p
            className="ed-verdict"
            data-severity={blocked ? 'error' : warnings + risks.length > 0 ? 'warning' : 'ok'}
            role="status"
          >
            {blocked || risks.length > 0 ? (
              <CircleAlert aria-hidden="true" />
            ) : (
              <CircleCheck aria-hidden="true" />
            )}
            {headline()}
          </p>
          {!blocked && state.state === 'paused' && <p className="ed-note">{p('publish.resumes')}</p>}
          {risks.length > 0 && !blocked && (
            <>
              <div className="ed-field">
                <label htmlFor={field}>{p('publish.why')}</label>
                <textarea
                  id={field}
                  aria-describedby={`${field}-hint`}
                  required
                  rows={3}
                  value={reason}
                  maxLength={2000}
                  onChange={(event) => setReason(event.target.value)}
                />
                <span className="ed-note" id={`${field}-hint`}>
                  {p('publish.why.hint')}
                </span>
              </div>
              <Conflicts conflicts={risks} locale={locale} t={t} onOpen={props.onConflict} />
            </>
          )}
          {!blocked &&
            (state.version === null ? (
              <p className="ed-note">{p('publish.first')}</p>
            ) : (
              <Takeover
                session={session}
                scenario={state.scenario.key}
                version={state.version}
                locale={locale}
                onChange={setHandover}
              />
            ))}
          {listed.length > 0 && (
            <Findings
              findings={listed}
              scenario={state.scenario}
              graph={graph}
              wording={wording}
              locale={locale}
              t={t}
              onJump={props.onJump}
            />
          )}
          {!blocked && risks.length === 0 && (
            <label className="ed-field">
              <span>{p('publish.reason')}</span>
              <input
                type="text"
                value={reason}
                maxLength={200}
                onChange={(event) => setReason(event.target.value)}
              />
            </label>
          )}
          {refusal && (
            <p className="ed-refusal" role="alert">
              {refusal}
            </p>
          )}
        </>
      )}
    </Dialog>
  );
}
