import { FilePlus, Pencil, Rocket, RotateCcw } from 'lucide-react';
import type { VersionsT } from '../../i18n/versions';
import type { Locale } from '../../model/document';
import type { Entry } from './history';

const ICONS = { created: FilePlus, saved: Pencil, published: Rocket, restored: RotateCcw };

/** What an entry is, in words: its name, else its kind. */
export function entryTitle(entry: Entry, t: VersionsT): string {
  if (entry.name !== null) return entry.name;
  return entry.kind === 'published'
    ? t('kind.published', { version: String(entry.version) })
    : t(`kind.${entry.kind}`);
}

/** When it was, and who; an entry of some minutes begins with the earlier instant. */
export function entryWhen(entry: Entry, locale: Locale): string {
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const began = time.format(new Date(entry.began_at));
  const ended = time.format(new Date(entry.saved_at));
  return began === ended ? ended : `${began} – ${ended}`;
}

/** Who drew it and who published it, each once: who publishes has often only just said a name. */
export function authorsOf(entry: Entry, t: VersionsT): string {
  const known = [...entry.authors, entry.published_by].filter((name) => typeof name === 'string');
  return [...new Set(known)].join(', ') || t('somebody');
}

interface EntryListProps {
  entries: readonly Entry[];
  locale: Locale;
  t: VersionsT;
  onChoose(id: number): void;
}

/** The entries by day, the newest first. */
export function EntryList({ entries, locale, t, onChoose }: EntryListProps) {
  const day = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  });
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const name = day.format(new Date(entry.saved_at));
    days.set(name, [...(days.get(name) ?? []), entry]);
  }
  return [...days].map(([name, those]) => (
    <section key={name} className="ve-day">
      <h3>{name}</h3>
      <ol className="ve-entries">
        {those.map((entry) => {
          const Icon = ICONS[entry.kind] ?? Pencil;
          const summary = entry.summary[locale] || entry.summary.fr;
          return (
            <li key={entry.id}>
              <button
                type="button"
                className="ve-entry"
                data-kind={entry.kind}
                onClick={() => onChoose(entry.id)}
              >
                <Icon aria-hidden="true" />
                <span className="ve-entry-words">
                  <span className="ve-entry-title">
                    <span>{entryTitle(entry, t)}</span>
                    {entry.current && <span className="badge accent">{t('current')}</span>}
                  </span>
                  <span className="ve-entry-who">
                    {entryWhen(entry, locale)} · {authorsOf(entry, t)}
                    {entry.name !== null && entry.version !== null && (
                      <> · {t('kind.published', { version: String(entry.version) })}</>
                    )}
                  </span>
                  {summary && <span className="ve-entry-what">{summary}</span>}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  ));
}
