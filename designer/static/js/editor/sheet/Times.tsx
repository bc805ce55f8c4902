import { useMemo } from 'react';
import { dayWords } from '../../model/elapsed';
import { Graph } from '../../model/graph';
import { channelName } from '../conditions/words';
import { useForms } from '../fields/context';
import { ChannelIcon } from '../fields/icons';
import { Wording } from '../stepWords';
import type { PartProps } from './Essentials';
import { channelsOf, contactTimes } from './readiness';
import { Section } from './Section';

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
                  <span className="f-time-due">
                    {time.after === undefined ? say.t('times.varies') : dayWords(time.after, say.locale)}
                  </span>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
    </Section>
  );
}
