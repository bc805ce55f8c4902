import { COUNT_ICONS } from './FlowCard';
import type { Moment, Speaker } from './reading';

/** What widths, colours and signs mean. */
export function Legend({
  speaker,
  moment,
  most,
  names,
}: {
  speaker: Speaker;
  moment: Moment;
  most: number;
  names: { first: string; second: string };
}) {
  const { t } = speaker;
  const differs = moment.side === 'difference';
  return (
    <ul className="sf-legend" aria-label={t('legend.title')}>
      <li>
        <span className="sf-key-width" aria-hidden="true" />
        {t(differs ? 'legend.width.difference' : 'legend.width')} {speaker.number(most, 'first')}
      </li>
      <li>
        <span className="sf-key-none" aria-hidden="true" />
        {t(differs ? 'legend.none.difference' : 'legend.none')}
      </li>
      {differs && (
        <>
          <li data-sign="more">
            <span className="sf-key-sign" aria-hidden="true">
              +
            </span>
            {t('legend.more', { name: names.second })}
          </li>
          <li data-sign="less">
            <span className="sf-key-sign" aria-hidden="true">
              −
            </span>
            {t('legend.less', { name: names.second })}
          </li>
          <li>
            <span className="sf-key-bars" aria-hidden="true" />
            {t('legend.bars', names)}
          </li>
        </>
      )}
      <li>
        <b aria-hidden="true">{t('legend.number')}</b>
        {t('legend.arrived')}
      </li>
      {(['sent', 'delayed', 'skipped'] as const).map((count) => {
        const Icon = COUNT_ICONS[count];
        return (
          <li key={count} className="sf-count" data-count={count}>
            <Icon aria-hidden="true" strokeWidth={2.2} />
            {t(`legend.${count}`)}
          </li>
        );
      })}
    </ul>
  );
}
