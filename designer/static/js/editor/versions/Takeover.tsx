import './versions.css';
import { useEffect, useMemo, useState } from 'react';
import { versionsWords } from '../../i18n/versions';
import type { Locale } from '../../model/document';
import type { Session } from '../session';
import { Changes } from './Changes';
import { type Comparison, History, type Placement, type Standing } from './history';
import { Policy, type PolicyWord, proposed } from './Policy';
import { You } from './You';

/** What is decided about those on the way. */
export interface Handover {
  policy: PolicyWord;
  mapping?: readonly Placement[];
}

interface TakeoverProps {
  session: Session;
  scenario: string;
  /** The version that takes entries now. */
  version: number;
  locale: Locale;
  onChange(handover: Handover): void;
}

/** Publication over a live version: what changes, in words, and what becomes of those on the way. */
export function Takeover({ session, scenario, version, locale, onChange }: TakeoverProps) {
  const t = versionsWords(locale);
  const history = useMemo(() => new History(session.api, scenario), [session, scenario]);
  const [standing, setStanding] = useState<Standing>();
  const [comparison, setComparison] = useState<Comparison>();
  const [policy, setPolicy] = useState<PolicyWord>('finish');
  const [mapping, setMapping] = useState<readonly Placement[]>([]);
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    let open = true;
    Promise.all([history.standing(), history.compare({ scenario, version }, { scenario })]).then(
      ([found, told]) => {
        if (!open) return;
        setStanding(found);
        setMapping(proposed(found));
        setComparison(told);
      },
      (error: unknown) => open && setProblem(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      open = false;
    };
  }, [history, scenario, version]);

  const decide = (word: PolicyWord, places: readonly Placement[]): void => {
    setPolicy(word);
    setMapping(places);
    onChange(word === 'move' ? { policy: word, mapping: places } : { policy: word });
  };
  const told = comparison?.changes.filter((change) => !change.quiet).length ?? 0;
  return (
    <>
      <You t={t} />
      {problem !== undefined && (
        <p className="ed-refusal" role="alert">
          {problem}
        </p>
      )}
      {comparison && (
        <section className="ve-diff">
          <h3>
            {told > 0 ? t('diff.title', { count: told }) : t('diff.none', { version: String(version) })}
          </h3>
          {told > 0 && <Changes comparison={comparison} locale={locale} t={t} />}
        </section>
      )}
      {standing && (
        <Policy
          standing={standing}
          policy={policy}
          mapping={mapping}
          locale={locale}
          t={t}
          onPolicy={(word) => decide(word, mapping)}
          onMapping={(places) => decide(policy, places)}
        />
      )}
    </>
  );
}
