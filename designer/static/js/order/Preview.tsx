import { useEffect, useState } from 'react';
import type { Api } from '../api/client';
import type {
  OrderChangeIn,
  OrderCircleOut,
  OrderPreviewOut,
  OrderRuleOut,
  OrderTieOut,
  RunOut,
} from '../api/schema';
import type { OrderKey, OrderT } from '../i18n/order';
import { formatNumber, frenchWords } from '../i18n/translate';
import type { Locale } from '../model/document';
import { type Boot, nameOf } from './boot';
import { type Fault, faultOf } from './faults';

/** Milliseconds without a change before the server is asked. */
const PAUSE = 350;
/** Findings that say again what is told as circles and ties. */
const TOLD_ALREADY = new Set(['no-prevails-circle', 'no-priority-tie']);
/** Things of one heading that are told one by one. */
const SHOWN = 8;

interface PreviewProps {
  api: Api;
  boot: Boot;
  locale: Locale;
  t: OrderT;
  /** Nothing as long as a scenario is not chosen. */
  change: OrderChangeIn | undefined;
  names: { winner: string; loser: string };
}

type Seen =
  | { state: 'none' | 'busy' }
  | { state: 'told'; told: OrderPreviewOut }
  | { state: 'failed'; fault: Fault };

/** What the change would do to the order, the proof and the findings; asked again whenever it changes. */
export function Preview({ api, boot, locale, t, change, names }: PreviewProps) {
  const [seen, setSeen] = useState<Seen>({ state: 'none' });
  const asked = change === undefined ? '' : JSON.stringify(change);
  const { winner, loser } = names;

  useEffect(() => {
    if (asked === '') {
      setSeen({ state: 'none' });
      return;
    }
    let here = true;
    setSeen({ state: 'busy' });
    const timer = setTimeout(() => {
      api.ask<OrderPreviewOut>('POST', '/order/preview', JSON.parse(asked)).then(
        (told) => here && setSeen({ state: 'told', told }),
        (error: unknown) =>
          here && setSeen({ state: 'failed', fault: faultOf(error, { winner, loser }, t, locale) }),
      );
    }, PAUSE);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [api, asked, winner, loser, t, locale]);

  return (
    <section aria-label={t('preview.title')} className="order-preview">
      <h3>{t('preview.title')}</h3>
      <div aria-live="polite">
        {seen.state === 'none' && <p className="help">{t('preview.choose')}</p>}
        {seen.state === 'busy' && <p className="help">{t('preview.busy')}</p>}
        {seen.state === 'failed' && (
          <p className="fault">
            {seen.fault.words} {seen.fault.detail && <span lang="en">{seen.fault.detail}</span>}
          </p>
        )}
        {seen.state === 'told' && <Told boot={boot} locale={locale} t={t} told={seen.told} />}
      </div>
      {seen.state === 'told' && change && (
        <Simulation
          api={api}
          change={change}
          key={asked}
          locale={locale}
          names={names}
          seen={seen.told}
          t={t}
        />
      )}
    </section>
  );
}

interface ToldProps {
  boot: Boot;
  locale: Locale;
  t: OrderT;
  told: OrderPreviewOut;
}

function Told({ boot, locale, t, told }: ToldProps) {
  if (told.nothing) return <p>{t('preview.nothing')}</p>;
  const proofStays = told.rules.length + told.appear.length + told.vanish.length + told.differ.length === 0;
  return (
    <>
      {groupsOf(told, boot, t, locale).map(([title, lines]) => (
        <Group key={title} lines={lines} t={t} title={t(title)} />
      ))}
      {proofStays && <p className="help">{t('preview.proof.same')}</p>}
    </>
  );
}

/** What is told, a line a thing, under its heading. */
function groupsOf(told: OrderPreviewOut, boot: Boot, t: OrderT, locale: Locale): [OrderKey, string[]][] {
  const said = (words: Readonly<Record<string, string>>): string =>
    locale === 'fr' ? frenchWords(words.fr ?? '') : (words.en ?? '');
  const name = (key: string): string => nameOf(boot, key);
  const way = ({ scenarios }: OrderCircleOut): string => scenarios.map(name).join(' → ');
  const pair = ({ one, other }: OrderTieOut) => ({ one: name(one), other: name(other) });
  const others = (found: OrderPreviewOut['found']): OrderPreviewOut['found'] =>
    found.filter(({ rule }) => !TOLD_ALREADY.has(rule));
  return [
    [
      'preview.circles',
      [
        ...told.circles_made.map((one) => t('preview.circle.made', { way: way(one) })),
        ...told.circles_broken.map((one) => t('preview.circle.broken', { way: way(one) })),
      ],
    ],
    [
      'preview.moves',
      told.moves.map(({ scenario, before, after }) =>
        t('preview.move', { name: name(scenario), before, after }),
      ),
    ],
    [
      'preview.ties',
      [
        ...told.ties_made.map((one) => t('preview.tie.made', pair(one))),
        ...told.ties_broken.map((one) => t('preview.tie.broken', pair(one))),
      ],
    ],
    [
      'preview.rules',
      told.rules.map(({ label, before, after }) =>
        t('preview.rule', {
          rule: said(label),
          before: ruleWords(before, t, locale),
          after: ruleWords(after, t, locale),
        }),
      ),
    ],
    [
      'preview.conflicts',
      [
        ...told.appear.map(({ message }) => t('preview.conflict.appear', { message: said(message) })),
        ...told.vanish.map(({ message }) => t('preview.conflict.vanish', { message: said(message) })),
        ...told.differ.map(({ before, after }) =>
          t('preview.conflict.differ', {
            before: figure(before.worst, locale),
            after: figure(after.worst, locale),
            message: said(after.message),
          }),
        ),
      ],
    ],
    [
      'preview.findings',
      [
        ...others(told.found).map(({ message }) => t('preview.finding.found', { message: said(message) })),
        ...others(told.gone).map(({ message }) => t('preview.finding.gone', { message: said(message) })),
      ],
    ],
  ];
}

/** A figure of the proof; none is a thing without bound. */
const figure = (worst: number | null, locale: Locale): string =>
  worst === null ? '∞' : formatNumber(Math.round(worst * 10) / 10, locale);

function ruleWords({ verdict, worst }: OrderRuleOut, t: OrderT, locale: Locale): string {
  const words = t(`verdict.${verdict}`);
  return worst === null ? words : t('preview.rule.worst', { verdict: words, worst: figure(worst, locale) });
}

interface GroupProps {
  title: string;
  lines: readonly string[];
  t: OrderT;
}

function Group({ title, lines, t }: GroupProps) {
  if (lines.length === 0) return null;
  const more = lines.length - SHOWN;
  return (
    <>
      <h4>{title}</h4>
      <ul>
        {lines.slice(0, SHOWN).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {more > 0 && <li>{t('preview.more', { count: more })}</li>}
      </ul>
    </>
  );
}

interface SimulationProps {
  api: Api;
  change: OrderChangeIn;
  locale: Locale;
  names: { winner: string; loser: string };
  seen: OrderPreviewOut;
  t: OrderT;
}

/** A simulation that is there already, run again with the change and the same draw. */
function Simulation({ api, change, locale, names, seen, t }: SimulationProps) {
  const [run, setRun] = useState<RunOut>();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const base = seen.simulation;
  if (base === null)
    return (
      <p className="help">
        {t('simulation.none')} <a href="/simulation/new">{t('simulation.new')}</a>
      </p>
    );
  const start = (): void => {
    setBusy(true);
    setFault(undefined);
    const name =
      change.statement === null
        ? t('simulation.name.without', { name: base.name, winner: names.winner })
        : t('simulation.name', { name: base.name, ...names });
    api
      .ask<RunOut>('POST', '/order/simulations', { ...change, simulation: base.id, name: name.slice(0, 200) })
      .then(setRun, (error: unknown) => {
        setFault(faultOf(error, names, t, locale));
        setBusy(false);
      });
  };
  return (
    <div className="order-simulation">
      {run ? (
        <p role="status">
          {t('simulation.started')} <a href={`/simulation/${run.id}`}>{t('simulation.open')}</a>
          {' · '}
          <a href={`/simulation/compare?one=${base.id}&other=${run.id}`}>
            {t('simulation.compare', { name: base.name })}
          </a>
        </p>
      ) : (
        <>
          <button className="button small" disabled={busy} onClick={start} type="button">
            {t('simulation.offer', { name: base.name })}
          </button>
          <p className="help">{t('simulation.same')}</p>
        </>
      )}
      {fault && (
        <p className="fault" role="alert">
          {fault.words} {fault.detail && <span lang="en">{fault.detail}</span>}
        </p>
      )}
    </div>
  );
}
