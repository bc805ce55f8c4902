import { CheckCheck, ChevronLeft, ChevronRight, Undo2, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { proofWords } from '../../i18n/proof';
import { type Conflict, concerns, kindOf, type Remedy } from '../../model/conflicts';
import { CHANNELS, textOf } from '../../model/document';
import { type Mark, marksOf } from '../../model/timeline';
import type { Neighbour, Session } from '../session';
import type { Wording } from '../stepWords';
import { CONFLICT_ICONS, SEVERITY } from './icons';
import type { ProofDrawerProps, Shown } from './ProofDrawer';
import { Remedies } from './Remedies';
import { type Lane, lanesOf, Timeline } from './Timeline';
import { conflictLine, figure, momentWords, profileWords, scenarioName } from './words';

/** Messages of a witness that are listed one by one. */
const LISTED = 12;

/** A conflict with its witness, the way to the others, and what mends it. */
export function Proof(props: ProofDrawerProps & { shown: Shown; sorted: readonly Conflict[] }) {
  const { session, state, graph, wording, shown, sorted, onShow, say } = props;
  const { t } = wording;
  const p = proofWords(wording.locale);
  const key = state.scenario.key;
  const node = shown.node === undefined ? undefined : graph.nodes.get(shown.node);
  const list = node ? sorted.filter((one) => concerns(one, key, node.id)) : sorted;
  const index = list.findIndex(({ id }) => id === shown.id);
  const conflict = list[index];
  const show = (id: string | undefined): void => {
    if (id !== undefined) onShow({ ...shown, id });
  };
  // Asked for from a card or a list, it takes the focus once it is there.
  useEffect(() => {
    const heading = props.heading.current;
    if (!heading?.closest('.ed-proof')?.contains(document.activeElement))
      heading?.focus({ preventScroll: true });
  }, [props.heading]);
  const step = (by: number): void => show(list[(index + by + list.length) % list.length]?.id);

  function apply(remedy: Remedy): void {
    if (session.apply(remedy)) say(p('proof.applied'));
  }

  return (
    <>
      <div className="ed-proof-bar">
        <h2 ref={props.heading} tabIndex={-1}>
          {node
            ? p('proof.of', {
                step: [graph.contactTimes().get(node.id), wording.step(node, state.scenario).title]
                  .filter(Boolean)
                  .join(' · '),
              })
            : p('proof.all')}
        </h2>
        {list.length > 1 && conflict && (
          <div className="ed-proof-steps">
            <button
              type="button"
              className="button plain square small"
              aria-label={p('proof.previous')}
              title={p('proof.previous')}
              onClick={() => step(-1)}
            >
              <ChevronLeft className="icon" aria-hidden="true" />
            </button>
            <select
              className="ed-proof-choice"
              aria-label={p('proof.choice')}
              value={shown.id}
              onChange={(event) => show(event.target.value)}
            >
              {list.map((one, place) => (
                <option key={one.id} value={one.id}>
                  {`${place + 1}. ${conflictLine(one, key, state.catalogue, wording)}`}
                </option>
              ))}
            </select>
            <button
              type="button"
              className="button plain square small"
              aria-label={p('proof.next')}
              title={p('proof.next')}
              onClick={() => step(1)}
            >
              <ChevronRight className="icon" aria-hidden="true" />
            </button>
            <span className="ed-note">{p('proof.place', { place: index + 1, of: list.length })}</span>
          </div>
        )}
        {node && list.length < sorted.length && (
          <button
            type="button"
            className="button plain small"
            onClick={() => onShow({ node: undefined, id: shown.id })}
          >
            {p('proof.every', { of: sorted.length })}
          </button>
        )}
        <button
          type="button"
          className="button plain square small ed-proof-close"
          aria-label={p('proof.close')}
          title={p('proof.close')}
          onClick={() => onShow(undefined)}
        >
          <X className="icon" aria-hidden="true" />
        </button>
      </div>
      {conflict ? (
        <div className="ed-proof-columns">
          <Detail {...props} conflict={conflict} />
          <Remedies
            session={session}
            state={state}
            conflict={conflict}
            wording={wording}
            scenariosUrl={props.scenariosUrl}
            onApplied={apply}
          />
        </div>
      ) : (
        <div className="ed-proof-solved" role="status">
          <CheckCheck aria-hidden="true" />
          <p>{p('proof.solved')}</p>
          {state.canUndo && (
            <button
              type="button"
              className="button small"
              onClick={() => {
                session.undo();
                say(t('done.undone'));
              }}
            >
              <Undo2 className="icon" aria-hidden="true" />
              {t('toolbar.undo')}
            </button>
          )}
          {list[0] && (
            <button type="button" className="button small" onClick={() => show(list[0]?.id)}>
              {p('proof.others', { count: list.length })}
            </button>
          )}
        </div>
      )}
    </>
  );
}

/** Names and T-numbers of the other scenarios, as they come. */
function useNeighbours(session: Session, keys: readonly string[]): ReadonlyMap<string, Neighbour> {
  const [known, setKnown] = useState<ReadonlyMap<string, Neighbour>>(new Map());
  const wanted = keys.join(' ');
  useEffect(() => {
    let open = true;
    for (const key of wanted.split(' ').filter(Boolean)) {
      void session.neighbour(key).then((found) => {
        if (open && found) setKnown((before) => new Map(before).set(key, found));
      });
    }
    return () => {
      open = false;
    };
  }, [session, wanted]);
  return known;
}

function Detail({
  session,
  state,
  graph,
  wording,
  locale,
  scenariosUrl,
  conflict,
  onJump,
}: ProofDrawerProps & { conflict: Conflict }) {
  const p = proofWords(wording.locale);
  const own = state.scenario.key;
  const kind = kindOf(conflict);
  const Icon = CONFLICT_ICONS[kind];
  const { witness, limit } = conflict;
  const events = witness?.events ?? [];
  const others = useNeighbours(
    session,
    [...new Set(events.map(({ scenario }) => scenario))].filter((key) => key !== own),
  );
  const times = useMemo(() => graph.contactTimes(), [graph]);
  const marks = useMemo(() => (witness ? marksOf(witness, limit) : []), [witness, limit]);
  const nameOf = (key: string): string =>
    key === own
      ? textOf(state.scenario.name, locale) || own
      : textOf(others.get(key)?.name, locale) || scenarioName(key, state.catalogue, locale);
  const stepOf = (mark: Mark): string =>
    (mark.scenario === own ? times : others.get(mark.scenario)?.times)?.get(mark.node) ?? '';
  const lanes = witness ? lanesOf(witness, nameOf) : [];
  const profile = profileWords(witness?.contact ?? {}, state.catalogue, wording);
  return (
    <div className="ed-proof-detail">
      <p className="ed-proof-sentence" data-severity={SEVERITY[kind]}>
        <Icon aria-hidden="true" />
        <span>
          <b>{p(`proof.kind.${kind}`)}</b> {conflict.message[locale]}
          {!conflict.exact && <em> {p('proof.bounded')}</em>}
        </span>
      </p>
      {witness && (
        <dl className="ed-proof-profile">
          <dt>{p('proof.contact')}</dt>
          <dd>
            {profile.length === 0 ? (
              p('proof.contact.any')
            ) : (
              <ul>
                {profile.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            )}
          </dd>
        </dl>
      )}
      {witness && marks.length > 0 && (
        <>
          <Timeline
            witness={witness}
            marks={marks}
            limit={limit}
            lanes={lanes}
            wording={wording}
            stepOf={stepOf}
          />
          <Events
            marks={marks}
            lanes={lanes}
            own={own}
            limit={limit}
            wording={wording}
            scenariosUrl={scenariosUrl}
            isScenario={(key) => state.catalogue.scenarios.some((one) => one.key === key)}
            stepOf={stepOf}
            onJump={onJump}
          />
        </>
      )}
    </div>
  );
}

interface EventsProps {
  marks: readonly Mark[];
  lanes: readonly Lane[];
  own: string;
  limit: number | null;
  wording: Wording;
  scenariosUrl: string;
  /** A campaign of the plan has no editor to lead to. */
  isScenario(key: string): boolean;
  stepOf(mark: Mark): string;
  onJump(node: string): void;
}

/** The same as the picture, in words: each message, what it adds up to, and the way to its step. */
function Events({ marks, lanes, own, limit, wording, onJump, ...rest }: EventsProps) {
  const { locale } = wording;
  const p = proofWords(locale);
  const laneOf = new Map(lanes.map((lane) => [lane.key, lane]));
  return (
    <ol className="ed-proof-events">
      {marks.slice(0, LISTED).map((mark, index) => {
        const lane = laneOf.get(mark.scenario);
        const channel = CHANNELS.find((one) => one === mark.channel);
        const words = [rest.stepOf(mark), channel ? wording.channel(channel) : mark.channel]
          .filter(Boolean)
          .join(' · ');
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: one step may come twice in one minute.
          <li key={index} className={`c${lane?.colour ?? 1}`} data-over={mark.over || undefined}>
            <span className="ed-proof-when">{momentWords(mark.at, locale)}</span>
            <span className="ed-proof-lane" aria-hidden="true" />
            <span className="ed-proof-what">
              {mark.scenario === own ? (
                <button type="button" className="ed-proof-link" onClick={() => onJump(mark.node)}>
                  {words}
                </button>
              ) : rest.isScenario(mark.scenario) ? (
                <a
                  className="ed-proof-link"
                  href={`${rest.scenariosUrl}/${encodeURIComponent(mark.scenario)}`}
                >
                  {words}
                </a>
              ) : (
                <span>{words}</span>
              )}
              <span className="ed-note">{lane?.name ?? mark.scenario}</span>
            </span>
            <span className="ed-proof-filled">
              {limit !== null &&
                p(mark.over ? 'proof.filled.over' : 'proof.filled', {
                  filled: figure(mark.filled, locale),
                  limit: figure(limit, locale),
                })}
            </span>
          </li>
        );
      })}
      {marks.length > LISTED && (
        <li className="ed-note">{p('proof.more', { count: marks.length - LISTED })}</li>
      )}
    </ol>
  );
}
