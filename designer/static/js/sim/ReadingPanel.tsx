import type { Reading, Row, Speaker } from './reading';

function Bar({ row }: { row: Row }) {
  return (
    <div className="sf-row" data-sign={row.sign === 0 ? undefined : row.sign > 0 ? 'more' : 'less'}>
      <dt>{row.label}</dt>
      <dd>
        <b>{row.value}</b> {row.percent && <span>{row.percent}</span>}
      </dd>
      {row.share !== undefined && (
        <dd className="sf-share" aria-hidden="true">
          <span style={{ inlineSize: `${Math.min(1, Math.max(0, row.share)) * 100}%` }} />
        </dd>
      )}
    </div>
  );
}

/** What is pointed at, in words and figures beside the drawing. */
export function ReadingPanel({
  reading,
  speaker,
  hint,
  loud,
}: {
  reading: Reading;
  speaker: Speaker;
  /** How to read more; while nothing is pointed at. */
  hint: string;
  /** Whether a change is read aloud. */
  loud: boolean;
}) {
  return (
    <aside className="sf-reading" aria-label={speaker.t('reading.title')}>
      <p id="sf-sentence" className="visually-hidden" role="status" aria-live={loud ? 'polite' : 'off'}>
        {reading.sentence}
      </p>
      <h3>{reading.title}</h3>
      <p className="sf-over">{reading.over}</p>
      {reading.note && <p className="sf-over">{reading.note}</p>}
      <dl>
        {reading.rows.map((row) => (
          <Bar key={row.key} row={row} />
        ))}
      </dl>
      {reading.ways.length > 0 && (
        <>
          <h4>{speaker.t('column.ways')}</h4>
          <dl>
            {reading.ways.map((row) => (
              <Bar key={row.key} row={row} />
            ))}
          </dl>
        </>
      )}
      {hint && <p className="sf-hint">{hint}</p>}
    </aside>
  );
}
