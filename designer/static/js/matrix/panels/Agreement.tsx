import { useState } from 'react';
import { author, LONGEST_NAME, setAuthor } from '../../api/author';
import { type Ballot, useRoom, votesOf } from '../room';
import type { VoteDoc } from '../types';

/** Kendall's W in a word. */
export function strength(w: number): 'strong' | 'fair' | 'weak' {
  if (w >= 0.7) return 'strong';
  return w >= 0.4 ? 'fair' : 'weak';
}

/** What this person voted before, as a sheet that can be changed. */
export function ballotOf(votes: readonly VoteDoc[], voter: string, department: string): Ballot {
  const levels: Record<string, Record<string, number>> = {};
  for (const vote of votes) {
    if (vote.voter !== voter) continue;
    levels[vote.scenario] = { ...levels[vote.scenario], [vote.criterion]: vote.level };
  }
  return { department, levels };
}

/** Individual sheets, how far they agree, and the cells that are worth the committee's time. */
export function Agreement() {
  const room = useRoom();
  return (
    <>
      <Ballots />
      {!room.ballot && <Agreed />}
    </>
  );
}

/** What the sheets say together; nobody sees it while they fill in their own. */
function Agreed() {
  const { t, f, state, nameOf, called, show } = useRoom();
  const { kendall_w: w, voters, disputed } = state.table.agreement;
  return (
    <>
      <h3>{t('agreement.title')}</h3>
      <p className="mt-panel-lead">
        {voters === 0
          ? t('agreement.none')
          : w === null
            ? t('agreement.one', { count: voters })
            : t('agreement.w', { count: voters, w: f.number(w, 2), word: t(`agreement.${strength(w)}`) })}
      </p>
      {voters > 0 && (
        <>
          <h3>{t('agreement.todo', { count: disputed.length })}</h3>
          {disputed.length === 0 && <p className="mt-card-note">{t('agreement.settled')}</p>}
          <ol className="mt-disputed">
            {disputed.map((one) => (
              <li key={`${one.scenario} ${one.criterion}`}>
                <button type="button" onClick={() => show(one.scenario, one.criterion)}>
                  <b>{nameOf(one.scenario)}</b>
                  <span>{called(one.criterion)}</span>
                  <span className="badge warn">{t('agreement.spread', { count: one.spread })}</span>
                </button>
                <ul>
                  {one.votes.map((vote) => (
                    <li key={`${vote.voter} ${vote.department}`}>
                      <span>
                        {vote.department || vote.voter} <small>{vote.department ? vote.voter : ''}</small>
                      </span>
                      <b className="mt-chip" data-level={vote.level}>
                        {vote.level}
                      </b>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function Ballots() {
  const { t, state, store, ballot, setBallot } = useRoom();
  const [name, setName] = useState(author());
  const votes = state.draft.votes ?? [];
  const departments = [...new Set(votes.map((vote) => vote.department))].sort();
  const [department, setDepartment] = useState(
    () => votes.find((vote) => vote.voter === author())?.department ?? '',
  );
  if (ballot) {
    const given = votesOf(ballot).filter((vote) => vote.level !== null).length;
    const all = state.table.rows.length * state.table.criteria.length;
    return (
      <div className="mt-ballot">
        <h3>{t('vote.title', { name, department: ballot.department })}</h3>
        <p className="mt-card-note">{t('vote.lead')}</p>
        <p>
          <b>{t('vote.given', { count: given, all })}</b>
        </p>
        <div className="actions">
          <button
            type="button"
            className="button primary small"
            disabled={state.busy === 'keep'}
            onClick={() => {
              void store.vote(ballot.department, votesOf(ballot)).then((done) => {
                if (done) setBallot(undefined);
              });
            }}
          >
            {t('vote.send')}
          </button>
          <button type="button" className="button plain small" onClick={() => setBallot(undefined)}>
            {t('vote.leave')}
          </button>
        </div>
      </div>
    );
  }
  return (
    <form
      className="mt-ballot"
      onSubmit={(event) => {
        event.preventDefault();
        setAuthor(name);
        setBallot(ballotOf(votes, author(), department.trim()));
      }}
    >
      <h3>{t('vote.own')}</h3>
      <p className="mt-card-note">{t('vote.why')}</p>
      <div className="mt-pair">
        <label className="field">
          <span className="label">{t('vote.name')}</span>
          <input
            className="input"
            required
            maxLength={LONGEST_NAME}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label className="field">
          <span className="label">{t('vote.department')}</span>
          <input
            className="input"
            required
            maxLength={80}
            list="mt-departments"
            placeholder={t('vote.departmentExample')}
            value={department}
            onChange={(event) => setDepartment(event.currentTarget.value)}
          />
        </label>
        <datalist id="mt-departments">
          {departments.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </div>
      <button type="submit" className="button small">
        {t('vote.begin')}
      </button>
    </form>
  );
}
