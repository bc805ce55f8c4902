import { useMemo } from 'react';
import { Graph } from '../../model/graph';
import { channelName } from '../conditions/words';
import { useForms } from '../fields/context';
import { ChannelIcon } from '../fields/icons';
import type { Speech } from '../fields/speech';
import { Wording } from '../stepWords';
import type { PartProps } from './Essentials';
import { type ContactTime, channelsOf, contactTimes } from './readiness';
import { Section } from './Section';

/** "J+3", or "dès J+3" where something else may make it later. */
export function dueWords({ after, exact }: Pick<ContactTime, 'after' | 'exact'>, say: Speech): string {
  const due =
    after === 0
      ? say.t('times.at_once')
      : after % 1440 === 0
        ? say.t('times.day', { day: after / 1440 })
        : after < 1440
          ? say.t('times.hours', { hours: Math.round((after / 60) * 10) / 10 })
          : say.t('times.day', { day: Math.round((after / 1440) * 10) / 10 });
  return exact ? due : say.t('times.from', { due });
}

/** The channels and the contact times, read from the canvas: nothing to fill in here. */
export function Times({ panel, state, missing }: PartProps) {
  const { say, catalogue } = useForms();
  const { document, selected, onSelect } = panel;
  const graph = useMemo(() => new Graph(document), [document]);
  const times = useMemo(() => contactTimes(graph), [graph]);
  const wording = useMemo(() => new Wording(catalogue, say.locale), [catalogue, say.locale]);
  const channels = channelsOf(document);
  const names = channels.map((channel) => channelName(catalogue, channel, say));
  return (
    <Section
      id="sheet-channels"
      paths={[['nodes']]}
      missing={missing}
      sentence={say.t('times.sentence')}
      state={state}
      summary={[say.t('times.count', { count: times.length }), say.list(names, 'conjunction')]
        .filter(Boolean)
        .join(' – ')}
      title={say.t('times')}
    >
      {times.length === 0 ? (
        <p className="f-cond-empty">{say.t('times.empty')}</p>
      ) : (
        <>
          <p className="f-channels">
            {channels.map((channel) => (
              <span className="f-channel" key={channel}>
                <ChannelIcon channel={channel} />
                {channelName(catalogue, channel, say)}
              </span>
            ))}
          </p>
          <ol className="f-times">
            {times.map((time) => (
              <li key={time.node.id}>
                <button
                  aria-current={selected === time.node.id ? 'step' : undefined}
                  className="f-time"
                  onClick={() => onSelect(time.node.id)}
                  type="button"
                >
                  <span className="f-time-name">{time.name}</span>
                  <span className="f-time-title">{wording.step(time.node, document).title}</span>
                  <span className="f-time-due">{dueWords(time, say)}</span>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </Section>
  );
}
