import { ArrowUpRight, CircleCheck, LoaderCircle, Wrench } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { ApiError } from '../../api/client';
import { proofWords } from '../../i18n/proof';
import { type Conflict, otherDocuments, type Remedy } from '../../model/conflicts';
import type { Session, SessionState } from '../session';
import type { Wording } from '../stepWords';
import { afterWords, scenarioName } from './words';

interface RemediesProps {
  session: Session;
  state: SessionState;
  conflict: Conflict;
  wording: Wording;
  /** Address of the list of scenarios, below which each has its editor. */
  scenariosUrl: string;
  onApplied(remedy: Remedy): void;
}

type Search = { found: readonly Remedy[] } | { failed: string } | undefined;

/** The remedies of a conflict of what is on screen; searched again when what matters to them changes. */
function useRemedies(session: Session, state: SessionState, conflict: string): Search {
  const [search, setSearch] = useState<Search>();
  const { scenario, checked } = state;
  const matter = useMemo(() => {
    const { name: _, sheet: __, layout: ___, ...rest } = scenario;
    return JSON.stringify(rest);
  }, [scenario]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `matter` stands for the parts of the document that count.
  useEffect(() => {
    setSearch(undefined);
    if (!checked) return;
    let open = true;
    session.remedies(conflict).then(
      (found) => {
        if (open) setSearch({ found });
      },
      (error: unknown) => {
        if (!open) return;
        // Gone meanwhile: the next check says so.
        if (error instanceof ApiError && error.status === 404) setSearch({ found: [] });
        else setSearch({ failed: error instanceof Error ? error.message : String(error) });
      },
    );
    return () => {
      open = false;
    };
  }, [session, conflict, checked, matter]);
  return search;
}

/** What would remove a conflict, the best first: proved by the server, applied here by one click. */
export function Remedies(props: RemediesProps) {
  const { session, state, conflict, wording } = props;
  const p = proofWords(wording.locale);
  const search = useRemedies(session, state, conflict.id);
  return (
    <section className="ed-proof-remedies" aria-label={p('proof.remedies')} aria-busy={search === undefined}>
      <h3>{p('proof.remedies')}</h3>
      {search === undefined && (
        <p className="ed-proof-wait" role="status">
          <LoaderCircle className="ed-spin" aria-hidden="true" />
          {p('proof.searching')}
        </p>
      )}
      {search && 'failed' in search && <p className="ed-refusal">{search.failed}</p>}
      {search && 'found' in search && search.found.length === 0 && (
        <p className="ed-note">{p('proof.none')}</p>
      )}
      {search && 'found' in search && (
        <ol>
          {search.found.map((remedy) => (
            <li key={JSON.stringify(remedy.changes)}>
              <Offer {...props} remedy={remedy} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Offer({
  state,
  conflict,
  remedy,
  wording,
  scenariosUrl,
  onApplied,
}: RemediesProps & { remedy: Remedy }) {
  const { locale } = wording;
  const p = proofWords(locale);
  const others = otherDocuments(remedy, state.scenario.key);
  const documents = new Set(remedy.changes.map(({ document }) => document));
  const label = remedy.label[locale];
  return (
    <div className="ed-proof-offer">
      <p className="ed-proof-label">{label}</p>
      {remedy.cost[locale] && <p className="ed-proof-cost">{remedy.cost[locale]}</p>}
      <p className="ed-proof-after">
        <CircleCheck aria-hidden="true" />
        {afterWords(remedy, conflict, wording)}
      </p>
      {others.length === 0 ? (
        <button
          type="button"
          className="button small"
          disabled={state.readOnly || !state.checked}
          aria-label={p('proof.apply.name', { label })}
          onClick={() => onApplied(remedy)}
        >
          <Wrench className="icon" aria-hidden="true" />
          {p('proof.apply')}
        </button>
      ) : (
        <p className="ed-proof-elsewhere">
          {p(others.length < documents.size ? 'proof.elsewhere.too' : 'proof.elsewhere')}{' '}
          {others.map((document) => (
            <Elsewhere
              key={document}
              document={document}
              state={state}
              wording={wording}
              scenariosUrl={scenariosUrl}
            />
          ))}
        </p>
      )}
    </div>
  );
}

/** A link to a document that a remedy changes and this editor does not hold. */
function Elsewhere({
  document,
  state,
  wording,
  scenariosUrl,
}: Pick<RemediesProps, 'state' | 'wording' | 'scenariosUrl'> & { document: string }) {
  const { locale } = wording;
  const p = proofWords(locale);
  const key = document.startsWith('scenario:') ? document.slice('scenario:'.length) : undefined;
  const name =
    key === undefined
      ? p('proof.elsewhere.pressure')
      : p('proof.elsewhere.scenario', { name: scenarioName(key, state.catalogue, locale) });
  const href = key === undefined ? '/pressure' : `${scenariosUrl}/${encodeURIComponent(key)}`;
  return (
    <a className="ed-proof-link" href={href}>
      {name}
      <ArrowUpRight aria-hidden="true" />
    </a>
  );
}
