import { useEffect, useState } from 'react';
import { createApi } from '../api/client';
import { Guard } from '../editor/Guard';
import { Wording } from '../editor/stepWords';
import type { SimT } from '../i18n/sim';
import { firstPlaces } from '../layout/first';
import type { Places } from '../model/commands';
import type { Catalogue, Locale } from '../model/document';
import { FlowView } from './FlowView';
import { type Pair, readPair } from './run';

/** What the page says in its `flow-boot` element. */
export interface Boot {
  /** The address of the flow, without its query. */
  url: string;
  scenarios: { key: string; name: string }[];
  scenario: string;
  /** Simulations this one may be compared with. */
  others: { id: string; name: string }[];
  /** The one it is compared with at first, or nothing. */
  with: string;
}

interface Loaded {
  pair: Pair;
  computed: Places;
  wording: Wording;
}

let catalogue: Promise<Catalogue> | undefined;

async function load(boot: Boot, scenario: string, other: string, locale: Locale): Promise<Loaded> {
  const query = new URLSearchParams({ scenario, ...(other ? { with: other } : {}) });
  catalogue ??= createApi(() => '').catalogue();
  // A catalogue that did not come is asked for again the next time.
  catalogue.catch(() => {
    catalogue = undefined;
  });
  const [answer, names] = await Promise.all([
    fetch(`${boot.url}?${query}`, { headers: { Accept: 'application/json' } }),
    catalogue,
  ]);
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) {
    const error = (body as { error?: { message?: unknown } } | undefined)?.error;
    throw new Error(
      typeof error?.message === 'string' ? error.message : `${answer.status} ${answer.statusText}`,
    );
  }
  const pair = readPair(body);
  return { pair, computed: await firstPlaces(pair.first.scenario), wording: new Wording(names, locale) };
}

/** The address says what is shown, so that it can be sent to a colleague. */
function remember(scenario: string, other: string): void {
  const address = new URL(location.href);
  address.searchParams.set('flow', scenario);
  if (other) address.searchParams.set('with', other);
  else address.searchParams.delete('with');
  history.replaceState(history.state, '', address);
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly { value: string; name: string }[];
  onChange(value: string): void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label className="sf-choice">
      <span>{label}</span>
      <select className="select" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The flow of one scenario of a simulation, with the choice of which, and of what it is compared with. */
export function FlowBlock({ boot, locale, t }: { boot: Boot; locale: Locale; t: SimT }) {
  const [scenario, setScenario] = useState(boot.scenario);
  const [other, setOther] = useState(boot.with);
  const [attempt, setAttempt] = useState(0);
  const [loaded, setLoaded] = useState<Loaded>();
  const [problem, setProblem] = useState<string>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks for the same again.
  useEffect(() => {
    let current = true;
    setProblem(undefined);
    load(boot, scenario, other, locale).then(
      (next) => current && setLoaded(next),
      (error: unknown) => current && setProblem(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      current = false;
    };
  }, [boot, scenario, other, locale, attempt]);

  const choices = (
    <>
      {boot.scenarios.length > 1 && (
        <Choice
          label={t('choose.scenario')}
          value={scenario}
          options={boot.scenarios.map(({ key, name }) => ({ value: key, name }))}
          onChange={(value) => {
            setScenario(value);
            remember(value, other);
          }}
        />
      )}
      {boot.others.length > 0 && (
        <Choice
          label={t('choose.with')}
          value={other}
          options={[
            { value: '', name: t('choose.none') },
            ...boot.others.map(({ id, name }) => ({ value: id, name })),
          ]}
          onChange={(value) => {
            setOther(value);
            remember(scenario, value);
          }}
        />
      )}
    </>
  );

  const failed = (fault: string) => (
    <div className="sf">
      <div className="sf-tools">{choices}</div>
      <div className="sf-problem" role="alert">
        <p>
          <b>{t('flow.error')}</b>
        </p>
        <p>{fault}</p>
        <button type="button" className="button" onClick={() => setAttempt((count) => count + 1)}>
          {t('flow.retry')}
        </button>
      </div>
    </div>
  );
  if (problem !== undefined) return failed(problem);
  if (!loaded) {
    return (
      <p className="sf-problem" role="status">
        {t('flow.loading')}
      </p>
    );
  }
  return (
    <Guard fallback={failed} of={loaded}>
      <FlowView key={scenario} {...loaded} choices={choices} />
    </Guard>
  );
}
