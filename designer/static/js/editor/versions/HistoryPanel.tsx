import './versions.css';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { versionsWords } from '../../i18n/versions';
import type { SurfaceProps } from '../tools';
import { EntryList } from './EntryList';
import { EntryView } from './EntryView';
import { type Entry, History } from './history';
import { You } from './You';

/** The scenario's past: who changed what and when, each state to be looked at, compared, named, restored. */
export default function HistoryPanel({ bench }: SurfaceProps) {
  const { session, locale, say } = bench;
  const { key } = bench.state.scenario;
  const t = versionsWords(locale);
  const history = useMemo(() => new History(session.api, key), [session, key]);
  const [entries, setEntries] = useState<Entry[]>();
  const [more, setMore] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [chosen, setChosen] = useState<number>();

  const read = useCallback(
    async (before?: number): Promise<void> => {
      try {
        const page = await history.entries(before);
        setEntries((known) => (before === undefined ? page.entries : [...(known ?? []), ...page.entries]));
        setMore(page.more);
        setProblem(undefined);
      } catch (error) {
        setProblem(error instanceof Error ? error.message : String(error));
      }
    },
    [history],
  );
  // What is on screen belongs to the past too, once the server has it.
  useEffect(() => {
    void session.save().then(() => read());
  }, [session, read]);

  const entry = entries?.find((one) => one.id === chosen);
  if (entries && entry) {
    const at = entries.indexOf(entry);
    return (
      <EntryView
        key={entry.id}
        bench={bench}
        history={history}
        entry={entry}
        before={entries[at + 1]}
        t={t}
        onNamed={(named) => {
          setEntries(entries.map((one) => (one.id === named.id ? { ...one, name: named.name } : one)));
          say(t('name.saved'));
        }}
        onRestored={() => {
          setChosen(undefined);
          say(t('restored'));
          void read();
        }}
        onClose={() => setChosen(undefined)}
      />
    );
  }
  return (
    <div className="ve">
      <You t={t} />
      {problem !== undefined && (
        <div className="ve-problem" role="alert">
          <p>{t('away', { why: problem })}</p>
          <button type="button" className="button" onClick={() => void read()}>
            {t('retry')}
          </button>
        </div>
      )}
      {!entries && problem === undefined && <p className="ve-none">{t('loading')}</p>}
      {entries?.length === 0 && <p className="ve-none">{t('empty')}</p>}
      {entries && entries.length > 0 && (
        <EntryList entries={entries} locale={locale} t={t} onChoose={setChosen} />
      )}
      {more && (
        <button type="button" className="button ve-more" onClick={() => void read(entries?.at(-1)?.id)}>
          {t('more')}
        </button>
      )}
    </div>
  );
}
