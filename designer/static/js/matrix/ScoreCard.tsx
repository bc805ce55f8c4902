import { rowOf, setScore } from './edits';
import { ballotLevel, type Room, useRoom, withBallotLevel } from './room';
import { CONFIDENCES, type Criterion, type ScoreCell, type ScoreDoc } from './types';

interface ScoreCardProps {
  scenario: string;
  criterion: string;
  pinned: boolean;
  close(): void;
}

/** One cell in words: what its level means, where it comes from; pinned, the levels to choose from. */
export function ScoreCard({ scenario, criterion: key, pinned, close }: ScoreCardProps) {
  const room = useRoom();
  const { t, f } = room;
  const row = room.rowOf(scenario);
  const criterion = room.criterionOf(key);
  if (!row || !criterion) return null;
  const cell = row.scores[key] ?? null;
  const level = room.ballot ? ballotLevel(room.ballot, scenario, key) : (cell?.level ?? null);
  return (
    <>
      <div className="mt-card-head">
        <h3>{f.text(criterion.name)}</h3>
        <p>{f.text(row.name)}</p>
      </div>
      {pinned ? (
        <Levels room={room} scenario={scenario} criterion={criterion} level={level} cell={cell} />
      ) : (
        <Reading room={room} criterion={criterion} level={level} cell={cell} />
      )}
      {pinned && !room.ballot && level !== null && (
        <Provenance room={room} scenario={scenario} criterion={key} />
      )}
      {pinned && (
        <div className="mt-card-foot">
          {level !== null && (
            <button
              type="button"
              className="button plain small"
              onClick={() => {
                if (room.ballot) room.setBallot(withBallotLevel(room.ballot, scenario, key, null));
                else room.store.edit((document) => setScore(document, scenario, key, undefined));
                close();
              }}
            >
              {t('score.clear')}
            </button>
          )}
          <button type="button" className="button small" onClick={close}>
            {t('card.close')}
          </button>
        </div>
      )}
    </>
  );
}

interface ReadingProps {
  room: Room;
  criterion: Criterion;
  level: number | null;
  cell: ScoreCell | null;
}

function Reading({ room: { t, f, ballot }, criterion, level, cell }: ReadingProps) {
  const anchor = level === null ? undefined : criterion.anchors[level];
  return (
    <>
      {anchor ? (
        <p className="mt-anchor">
          <b className="mt-chip" data-level={level} data-group={criterion.group}>
            {level}
          </b>
          <span>{f.text(anchor)}</span>
        </p>
      ) : (
        <p className="muted">{t(ballot ? 'vote.none' : 'score.none')}</p>
      )}
      {!ballot && level !== null && (
        <dl className="mt-facts">
          <dt>{t('score.confidence')}</dt>
          <dd>{f.percent((cell?.confidence ?? 100) / 100)}</dd>
          <dt>{t('score.source')}</dt>
          <dd>{cell?.source || <span className="muted">{t('score.noSource')}</span>}</dd>
          <dt>{t('score.date')}</dt>
          <dd>{cell?.date ? f.date(cell.date) : <span className="muted">{t('score.noDate')}</span>}</dd>
        </dl>
      )}
      {!ballot && cell?.votes && (
        <p className="mt-card-note">
          {t('score.votes', {
            count: cell.votes.count,
            median: f.number(cell.votes.median, 1),
            low: cell.votes.low,
            high: cell.votes.high,
          })}
        </p>
      )}
      <p className="mt-card-hint">{t('score.hint')}</p>
    </>
  );
}

interface LevelsProps extends ReadingProps {
  scenario: string;
}

function Levels({ room, scenario, criterion, level, cell }: LevelsProps) {
  const { t, f } = room;
  const name = `level-${scenario}-${criterion.key}`;
  return (
    <fieldset className="mt-levels">
      <legend className="visually-hidden">{t('score.level')}</legend>
      {criterion.anchors.map((anchor, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the level.
        <label key={index} className="mt-level">
          <input
            type="radio"
            name={name}
            checked={level === index}
            onChange={() => room.give(scenario, criterion.key, index)}
          />
          <b className="mt-chip" data-level={index} data-group={criterion.group}>
            {index}
          </b>
          <span>{f.text(anchor)}</span>
        </label>
      ))}
      {!room.ballot && cell?.votes && (
        <p className="mt-card-note">
          {t('score.votes', {
            count: cell.votes.count,
            median: f.number(cell.votes.median, 1),
            low: cell.votes.low,
            high: cell.votes.high,
          })}
        </p>
      )}
    </fieldset>
  );
}

function Provenance({ room, scenario, criterion }: { room: Room; scenario: string; criterion: string }) {
  const { t, f, store, state } = room;
  const score = rowOf(state.draft, scenario).scores?.[criterion];
  if (!score) return null;
  const change = (part: Partial<Record<keyof ScoreDoc, string | number | undefined>>): void =>
    store.edit((document) => setScore(document, scenario, criterion, { ...score, ...part } as ScoreDoc));
  return (
    <div className="mt-form">
      <fieldset className="mt-segments">
        <legend>{t('score.confidence')}</legend>
        {CONFIDENCES.map((one) => (
          <label key={one} className="mt-segment">
            <input
              type="radio"
              name={`confidence-${scenario}-${criterion}`}
              checked={(score.confidence ?? 100) === one}
              onChange={() => change({ confidence: one })}
            />
            <span>
              {f.percent(one / 100)} <small>{t(`confidence.${one}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="mt-pair">
        <label className="field">
          <span className="label">{t('score.source')}</span>
          <input
            className="input"
            value={score.source ?? ''}
            maxLength={300}
            placeholder={t('score.sourceExample')}
            onChange={(event) => change({ source: event.currentTarget.value })}
          />
        </label>
        <label className="field">
          <span className="label">{t('score.date')}</span>
          <input
            className="input"
            type="date"
            value={score.date ?? ''}
            onChange={(event) => change({ date: event.currentTarget.value })}
          />
        </label>
      </div>
    </div>
  );
}
