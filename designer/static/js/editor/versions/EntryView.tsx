import { ArrowLeft, RotateCcw } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { VersionsT } from '../../i18n/versions';
import { normalize } from '../../model/normalize';
import type { Workbench } from '../tools';
import { Changes } from './Changes';
import { authorsOf, entryTitle, entryWhen } from './EntryList';
import { type Comparison, type Entry, type History, marksOf, together } from './history';

type Against = 'now' | 'before' | 'none';

interface EntryViewProps {
  bench: Workbench;
  history: History;
  entry: Entry;
  /** The entry before it, where there is one. */
  before: Entry | undefined;
  t: VersionsT;
  onNamed(entry: Entry): void;
  onRestored(): void;
  onClose(): void;
}

/** One state of the past: on the canvas, in words, to be named or restored. */
export function EntryView({
  bench,
  history,
  entry,
  before,
  t,
  onNamed,
  onRestored,
  onClose,
}: EntryViewProps) {
  const { session, locale, marks, preview, say } = bench;
  const { scenario, readOnly } = bench.state;
  const [against, setAgainst] = useState<Against>(entry.current ? 'before' : 'now');
  const [comparison, setComparison] = useState<Comparison>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [name, setName] = useState(entry.name ?? '');
  const field = useId();
  const earlier = before?.id;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn now is taken once, when it is asked for.
  useEffect(() => {
    let open = true;
    const show = async (): Promise<void> => {
      const document = async (id: number) => normalize(await history.document(id), history.key);
      const mine = await document(entry.id);
      if (against === 'none' || (against === 'before' && earlier === undefined)) {
        if (open) {
          setComparison(undefined);
          marks.set();
          preview(mine);
        }
        return;
      }
      const now = against === 'now';
      const past = now ? mine : await document(earlier as number);
      const later = now ? session.snapshot().scenario : mine;
      const found = await history.compare(
        { scenario: history.key, entry: now ? entry.id : (earlier as number) },
        now ? { document: later } : { scenario: history.key, entry: entry.id },
      );
      if (!open) return;
      const drawn = together(past, later);
      setComparison(found);
      preview(drawn);
      marks.set(marksOf(found, drawn, (kind) => t(`mark.${kind}`)));
    };
    show().then(
      () => open && setProblem(undefined),
      (error: unknown) => open && setProblem(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      open = false;
    };
  }, [history, entry.id, earlier, against, session, marks, preview]);
  useEffect(
    () => () => {
      marks.set();
      preview(undefined);
    },
    [marks, preview],
  );

  async function restore(): Promise<void> {
    setBusy(true);
    try {
      if (!(await session.save())) {
        say(t('unsaved'));
        return;
      }
      const { etag } = await session.api.load(scenario.key);
      await history.restore(entry.id, etag);
      await session.refresh();
      onRestored();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }

  async function rename(): Promise<void> {
    try {
      onNamed(await history.name(entry.id, name.trim() || null));
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <div className="ve">
      <button type="button" className="button plain ve-back" onClick={onClose}>
        <ArrowLeft className="icon" aria-hidden="true" />
        {t('list')}
      </button>
      <div className="ve-head">
        <h3>{entryTitle(entry, t)}</h3>
        <p className="ve-entry-who">
          {new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(entry.saved_at))},{' '}
          {entryWhen(entry, locale)} · {authorsOf(entry, t)}
        </p>
        {entry.reason !== null && <p>{t('reason', { reason: entry.reason })}</p>}
      </div>
      <fieldset className="ve-against">
        <legend>{t('against')}</legend>
        {(['now', 'before', 'none'] as const)
          .filter((one) => (one !== 'before' || before) && (one !== 'now' || !entry.current))
          .map((one) => (
            <label key={one}>
              <input
                type="radio"
                name={`${field}-against`}
                checked={against === one}
                onChange={() => setAgainst(one)}
              />
              {t(`against.${one}`)}
            </label>
          ))}
      </fieldset>
      {problem !== undefined && (
        <p className="ed-refusal" role="alert">
          {problem}
        </p>
      )}
      {comparison && against !== 'none' && (
        <section aria-live="polite">
          <h4>{t(against === 'now' ? 'what.now' : 'what.before')}</h4>
          <Changes
            comparison={comparison}
            locale={locale}
            t={t}
            onJump={(node) => bench.canvas.current?.reveal(node)}
          />
        </section>
      )}
      <p className="ed-note">{t('seen')}</p>
      <form
        className="ve-name"
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <label htmlFor={field}>{t('name')}</label>
        <span className="ve-row">
          <input
            id={field}
            className="input"
            maxLength={120}
            placeholder={t('name.placeholder')}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <button type="submit" className="button" disabled={name.trim() === (entry.name ?? '')}>
            {t('name.save')}
          </button>
        </span>
      </form>
      <div className="ve-foot">
        {!entry.current && !readOnly && (
          <>
            <button type="button" className="button primary" disabled={busy} onClick={() => void restore()}>
              <RotateCcw className="icon" aria-hidden="true" />
              {t('restore')}
            </button>
            <span className="ed-note">{t('restore.sure')}</span>
          </>
        )}
        <button type="button" className="button" onClick={onClose}>
          {t('close')}
        </button>
      </div>
    </div>
  );
}
