import { ListStart } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { later } from '../editor/later';
import type { MatrixT } from '../i18n/matrix';
import { type Card, CardHost } from './cards';
import { setLevel } from './edits';
import { Figures } from './Figures';
import type { Format } from './format';
import { type Marked, MarksContext, MOST_MARKED } from './marks';
import { moves } from './moves';
import { Quadrant } from './Quadrant';
import { GainCard, GatesCard, PlanCard } from './RowCards';
import { Rows } from './Rows';
import { type Ballot, type Room, RoomContext, withBallotLevel } from './room';
import { SaveBar } from './SaveBar';
import { ScoreCard } from './ScoreCard';
import { PANELS, type Panel, SidePanel } from './SidePanel';
import { Sprints } from './Sprints';
import type { MatrixStore } from './store';
import { Tools } from './Tools';

const Compare = later(async () => (await import('./Compare')).Compare);
const Pairs = later(async () => (await import('./panels/Pairs')).Pairs);

/** A window this wide has room for the table and a panel beside it. */
const ROOMY = '(width >= 105rem)';

interface AppProps {
  store: MatrixStore;
  t: MatrixT;
  f: Format;
  today: string;
}

/** The room of the committee: its table, its panels, its picture and its sprints. */
export function App({ store, t, f, today }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.get);
  const [ballot, setBallot] = useState<Ballot>();
  const [panel, setPanel] = useState<Panel | undefined>(() =>
    matchMedia(ROOMY).matches ? 'weights' : undefined,
  );
  const [keys, setKeys] = useState<readonly string[]>([]);
  const [dialog, setDialog] = useState<'compare' | 'pairs'>();
  const { table } = state;

  const give = useCallback(
    (scenario: string, criterion: string, level: number): void => {
      if (ballot) setBallot(withBallotLevel(ballot, scenario, criterion, level));
      else store.edit((document) => setLevel(document, scenario, criterion, level, today));
    },
    [ballot, store, today],
  );
  const room = useMemo<Room>(() => {
    const rows = new Map(table.rows.map((row) => [row.scenario, row]));
    const criteria = new Map(table.criteria.map((one) => [one.key, one]));
    const nameOf = (scenario: string): string => {
      const row = rows.get(scenario);
      return (row && f.text(row.name)) || scenario;
    };
    return {
      store,
      state,
      t,
      f,
      ballot,
      setBallot,
      nameOf,
      give,
      show,
      rowOf: (scenario) => rows.get(scenario),
      criterionOf: (key) => criteria.get(key),
      called: (key) => {
        const criterion = criteria.get(key);
        return criterion ? f.text(criterion.name) : key;
      },
    };
  }, [store, state, table, t, f, ballot, give]);
  const marked = useMemo<Marked>(
    () => ({
      keys,
      toggle: (scenario) =>
        setKeys((now) =>
          now.includes(scenario)
            ? now.filter((key) => key !== scenario)
            : [...now, scenario].slice(0, MOST_MARKED),
        ),
    }),
    [keys],
  );
  useLeaving(state.changed.length > 0);

  const label = (card: Card): string => {
    const name = room.nameOf(card.scenario);
    const what = card.kind === 'score' ? room.called(card.criterion) : t(`${card.kind}.title`);
    return `${what}, ${name}`;
  };
  const body = (card: Card, pinned: boolean, close: () => void) => {
    const parts = { scenario: card.scenario, pinned, close };
    if (card.kind === 'score') return <ScoreCard {...parts} criterion={card.criterion} />;
    if (card.kind === 'gates') return <GatesCard {...parts} />;
    return card.kind === 'gain' ? <GainCard {...parts} /> : <PlanCard {...parts} />;
  };
  const actions = document.getElementById('matrix-actions');
  const rows = table.rows.length;
  // the size of everything on paper follows from it, so that one sheet holds them all
  useEffect(() => document.documentElement.style.setProperty('--matrix-rows', `${rows}`), [rows]);

  return (
    <RoomContext value={room}>
      <MarksContext value={marked}>
        {actions && createPortal(<Tools />, actions)}
        <CardHost render={body} label={label}>
          <div className="mt" data-panel={panel && true}>
            <p className="mt-print">{t('printed', { date: f.date(today) })}</p>
            <Figures />
            <SaveBar />
            {table.rows.length === 0 ? (
              <Empty t={t} />
            ) : (
              <>
                {table.rows.every((row) => row.score === null) && <Start room={room} />}
                <div className="mt-tabs mt-tool">
                  {PANELS.map((one) => (
                    <button
                      key={one}
                      type="button"
                      className="mt-tab"
                      aria-expanded={panel === one}
                      aria-controls="matrix-panel"
                      onClick={() => setPanel(panel === one ? undefined : one)}
                    >
                      {t(`panel.${one}`)}
                    </button>
                  ))}
                  {keys.length > 0 && (
                    <button
                      type="button"
                      className="button small"
                      disabled={keys.length < 2}
                      onClick={() => setDialog('compare')}
                    >
                      {keys.length < 2 ? t('compare.another') : t('compare.open', { count: keys.length })}
                    </button>
                  )}
                  <span className="mt-keys muted">{t('table.keys')}</span>
                </div>
                <div className="mt-stage">
                  <Rows moved={moves(state.kept.table, table)} />
                  <SidePanel
                    panel={panel}
                    onClose={() => setPanel(undefined)}
                    onPairs={() => setDialog('pairs')}
                  />
                </div>
                <div className="mt-below">
                  <Quadrant />
                  <Sprints />
                </div>
              </>
            )}
          </div>
        </CardHost>
        {dialog === 'compare' && <Compare keys={keys} onClose={() => setDialog(undefined)} />}
        {dialog === 'pairs' && <Pairs onClose={() => setDialog(undefined)} />}
      </MarksContext>
    </RoomContext>
  );
}

/** How it begins: no level has been given yet. */
function Start({ room: { t, state, show: bring } }: { room: Room }) {
  const [first] = state.table.rows;
  const [criterion] = state.table.criteria;
  return (
    <div className="note info mt-start mt-tool">
      <ListStart className="icon" aria-hidden="true" />
      <div className="grow">
        <p>
          <b>{t('start.title')}</b>
        </p>
        <p>{t('start.lead')}</p>
      </div>
      {first && criterion && (
        <button type="button" className="button small" onClick={() => bring(first.scenario, criterion.key)}>
          {t('start.begin')}
        </button>
      )}
    </div>
  );
}

function Empty({ t }: { t: MatrixT }) {
  return (
    <div className="panel empty">
      <p className="empty-title">{t('empty.title')}</p>
      <p>{t('empty.lead')}</p>
      <div className="actions">
        <a className="button primary" href="/library">
          {t('empty.library')}
        </a>
        <a className="button" href="/scenarios">
          {t('empty.scenarios')}
        </a>
      </div>
    </div>
  );
}

/** Brings a cell or a row into sight, puts the focus there and lets it be seen for a moment. */
function show(scenario: string, criterion?: string): void {
  const row = document.getElementById(`row-${scenario}`);
  const target = criterion
    ? row?.querySelector<HTMLElement>(`[data-criterion="${criterion}"]`)
    : row?.querySelector<HTMLElement>('a');
  if (!row || !target) return;
  // On a telephone the levels of a scenario are folded.
  target.closest('details')?.setAttribute('open', '');
  row.scrollIntoView({ block: 'center', behavior: 'instant' });
  target.scrollIntoView({ block: 'nearest', inline: 'center', behavior: 'instant' });
  target.focus({ preventScroll: true });
  row.removeAttribute('data-shown');
  requestAnimationFrame(() => row.setAttribute('data-shown', ''));
}

/** The browser asks before a page is left whose changes nobody has. */
function useLeaving(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [unsaved]);
}
