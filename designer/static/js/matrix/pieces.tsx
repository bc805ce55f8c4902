import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Room, useRoom } from './room';
import { type Criterion, GATES, type Row } from './types';
import { DECISION_LOOKS, type Look, OPENING_LOOKS, VERDICTS } from './words';

/** A word with its sign. */
export function Signed({ look, children }: { look: Look; children: ReactNode }) {
  const { icon: Sign, tone } = look;
  return (
    <span className={`badge ${tone}`}>
      <Sign className="icon" aria-hidden="true" />
      {children}
    </span>
  );
}

export function VerdictWord({ row }: { row: Row }) {
  const { t } = useRoom();
  return <Signed look={VERDICTS[row.verdict]}>{t(`verdict.${row.verdict}`)}</Signed>;
}

export function DecisionWord({ row }: { row: Row }) {
  const { t } = useRoom();
  return <Signed look={DECISION_LOOKS[row.decision]}>{t(`decision.${row.decision}`)}</Signed>;
}

/** The gates as three signs with their letters: the words stand in the card and in the name of the button. */
export function Gates({ row }: { row: Row }) {
  const { t } = useRoom();
  return (
    <span className="mt-gates">
      {GATES.map((gate) => {
        const opening = row.gates[gate] ?? 'unknown';
        const { icon: Sign, tone } = OPENING_LOOKS[opening];
        return (
          <span key={gate} className="mt-gate" data-tone={tone}>
            <Sign className="icon" aria-hidden="true" />
            <span>{t(`gate.${gate}.short`)}</span>
            <small>{t(`opening.${opening}.short`)}</small>
          </span>
        );
      })}
    </span>
  );
}

export function gatesWords(room: Room, row: Row): string {
  const each = GATES.map(
    (gate) => `${room.t(`gate.${gate}`)} ${room.t(`opening.${row.gates[gate] ?? 'unknown'}`)}`,
  );
  return `${room.t('gates.title')} : ${each.join(', ')}`;
}

/** What a scenario lacks; of one that can be launched all the same, said as such. */
export function lacks({ t, f }: Room, row: Row): string {
  const what = row.missing.map((one) => f.text(one)).join(' · ');
  return row.verdict === 'go' ? t('missing', { what }) : what;
}

/** One cell in a sentence. */
export function cellWords(room: Room, row: Row, criterion: Criterion, level: number | null): string {
  const { t, f, ballot } = room;
  const cell = row.scores[criterion.key];
  const of = `${f.text(criterion.name)}, ${f.text(row.name)} : `;
  if (level === null) return of + t(ballot ? 'vote.none' : 'score.none');
  const anchor = criterion.anchors[level];
  return [
    of + t('cell.level', { level }),
    anchor && f.text(anchor),
    !ballot && t('cell.confidence', { share: f.percent((cell?.confidence ?? 100) / 100) }),
    !ballot && cell?.source && t('cell.source', { source: cell.source }),
  ]
    .filter(Boolean)
    .join('. ');
}

/** The score of a row, with what it can still become where levels are missing. */
export function Score({ row }: { row: Row }) {
  const { t, f } = useRoom();
  if (row.score === null) {
    return (
      <span className="muted">
        –<span className="visually-hidden">{t('score.nothing')}</span>
      </span>
    );
  }
  const open = row.score_high - row.score_low > 0.05;
  return (
    <span className="mt-score">
      <b>{f.number(row.score)}</b>
      {open && (
        <small>
          <span className="visually-hidden">{t('score.interval')} </span>
          {f.number(row.score_low)}–{f.number(row.score_high)}
        </small>
      )}
      {row.confidence !== null && (
        <small className="mt-sure">
          <span className="visually-hidden">{t('score.confidence')} </span>
          {f.percent(row.confidence / 100)}
        </small>
      )}
    </span>
  );
}

/** How many ranks a row has won or lost: an arrow, a figure, and words for the ear. */
export function Move({ by }: { by: number }) {
  const { t } = useRoom();
  if (by === 0) return null;
  const Arrow = by > 0 ? ArrowUp : ArrowDown;
  return (
    <span className="mt-move" data-tone={by > 0 ? 'ok' : 'warn'}>
      <Arrow className="icon" aria-hidden="true" />
      <span aria-hidden="true">{Math.abs(by)}</span>
      <span className="visually-hidden">{t(by > 0 ? 'move.up' : 'move.down', { count: Math.abs(by) })}</span>
    </span>
  );
}
