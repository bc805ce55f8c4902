import { LogIn, MapPin, Zap } from 'lucide-react';
import { useState } from 'react';
import type { TrialOut, TrialWaiting } from '../../api/schema';
import type { Scenario } from '../../model/document';
import { EventForm } from './EventForm';
import { sampleOf } from './samples';
import { useOpener } from './useOpener';
import type { TrialState } from './useTrial';
import type { Telling } from './words';

interface HereProps {
  trial: TrialState;
  told: TrialOut;
  scenario: Scenario;
  telling: Telling;
}

/** Where the contact stands, and what can be answered there; outside, how it enters. */
export function Here({ trial, told, scenario, telling }: HereProps) {
  const { t } = telling;
  const inside = told.inside.filter(({ version }) => version === told.version);
  return (
    <section className="tr-here" aria-label={t('here.label')}>
      <h3>{t('here.label')}</h3>
      {inside.length === 0 && <Outside trial={trial} told={told} scenario={scenario} telling={telling} />}
      {inside.map((waiting) => (
        <Standing
          key={`${waiting.entry} ${waiting.node}`}
          trial={trial}
          scenario={scenario.key}
          waiting={waiting}
          many={inside.length > 1}
          telling={telling}
        />
      ))}
    </section>
  );
}

function Outside({ trial, told, scenario, telling }: HereProps) {
  const { t, clock } = telling;
  const [open, setOpen] = useState(false);
  const opener = useOpener(open);
  const { trigger } = scenario;
  const event = trigger?.kind === 'event' ? trigger.event : undefined;
  const { upcoming } = told;
  return (
    <div className="tr-standing">
      <p>{t(told.nodes.length > 0 ? 'here.left' : 'here.outside')}</p>
      {event === undefined ? (
        <>
          {trigger?.kind !== 'manual' && (
            <p className="tr-soft">
              {upcoming ? t('enter.later', { at: clock.moment(upcoming.at) }) : t('enter.never')}
            </p>
          )}
          <button type="button" className="button small" onClick={() => trial.act('enter')}>
            <LogIn className="icon" aria-hidden="true" />
            {t('enter.hand')}
          </button>
        </>
      ) : open ? (
        <EventForm
          name={event}
          values={sampleOf(trigger?.kind === 'event' ? trigger.where : undefined)}
          telling={telling}
          onFire={(name, values) => {
            trial.act('event', name, values);
            setOpen(false);
          }}
          onCancel={() => setOpen(false)}
        />
      ) : (
        <button ref={opener} type="button" className="button small" onClick={() => setOpen(true)}>
          <Zap className="icon" aria-hidden="true" />
          {t('enter.fire', { event: telling.event(event) })}
        </button>
      )}
    </div>
  );
}

interface StandingProps {
  trial: TrialState;
  scenario: string;
  waiting: TrialWaiting;
  many: boolean;
  telling: Telling;
}

function Standing({ trial, scenario, waiting, many, telling }: StandingProps) {
  const { t, clock } = telling;
  const [open, setOpen] = useState(false);
  const opener = useOpener(open);
  const { node: id, due, event } = waiting;
  const node = telling.node(id);
  const at = due ? clock.moment(due) : '';
  const answer = (name: string): void => {
    trial.act('event', name, { scenario, node: id, entry: waiting.entry });
  };
  return (
    <div className="tr-standing">
      <p className="tr-place">
        <MapPin aria-hidden="true" />
        <span>
          <b>{telling.step(id)}</b>
          <span className="tr-soft">
            {[
              many ? t('here.entry', { entry: String(waiting.entry) }) : '',
              t('here.since', { at: clock.moment(waiting.since) }),
              waiting.control ? t('here.control') : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </span>
      </p>
      {open && event !== null ? (
        <EventForm
          name={event}
          values={sampleOf(node?.kind === 'wait_event' ? node.where : undefined)}
          telling={telling}
          onFire={(name, values) => {
            trial.act('event', name, values);
            setOpen(false);
          }}
          onCancel={() => setOpen(false)}
        />
      ) : (
        <div className="tr-buttons">
          {event !== null && (
            <button ref={opener} type="button" className="button small" onClick={() => setOpen(true)}>
              <Zap className="icon" aria-hidden="true" />
              {t('here.event', { event: telling.event(event) })}
            </button>
          )}
          {waiting.is_task && (
            <>
              <button type="button" className="button small" onClick={() => answer('task.done')}>
                {t('here.done')}
              </button>
              <button type="button" className="button small" onClick={() => answer('task.refused')}>
                {t('here.refused')}
              </button>
            </>
          )}
          {due && (
            <button type="button" className="button small" onClick={() => trial.goTo(due)}>
              {t(event !== null ? 'here.timeout' : waiting.is_task ? 'here.expired' : 'here.until', { at })}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
