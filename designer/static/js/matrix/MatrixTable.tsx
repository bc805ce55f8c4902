import { TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useContext, useRef, useState } from 'react';
import { CutRow } from './CutLine';
import { CardButton } from './cards';
import { MarksContext, MOST_MARKED } from './marks';
import { inPlay, lineAt } from './moves';
import { cellWords, DecisionWord, Gates, gatesWords, lacks, Move, Score, VerdictWord } from './pieces';
import { ballotLevel, useRoom } from './room';
import type { Criterion, GainCell, Row } from './types';
import { useSliding } from './useSliding';

type Step = (row: number, column: number, lastRow: number, lastColumn: number) => [number, number];

const STEPS: Readonly<Record<string, Step>> = {
  ArrowUp: (row, column) => [Math.max(0, row - 1), column],
  ArrowDown: (row, column, lastRow) => [Math.min(lastRow, row + 1), column],
  ArrowLeft: (row, column) => [row, Math.max(0, column - 1)],
  ArrowRight: (row, column, _lastRow, lastColumn) => [row, Math.min(lastColumn, column + 1)],
  Home: (row) => [row, 0],
  End: (row, _column, _lastRow, lastColumn) => [row, lastColumn],
};

/** A scenario that loses more of its messages to others than this lets through is told apart. */
const HELD_BACK = 0.6;
/** Columns beside those of the criteria. */
const OTHERS = 12;
/** Those after them that open a card: gates, gain, decision. */
const CARDS_AFTER = 3;

/** The table of the committee: sorted by rank, cut by a line, walked by the arrow keys. */
export function MatrixTable({ moved }: { moved: ReadonlyMap<string, number> }) {
  const room = useRoom();
  const { t, f, state } = room;
  const { criteria, rows } = state.table;
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState('0,0');
  useSliding(body, rows);
  const line = lineAt(rows);
  const lines = rows.map((row, index) => (
    <RowLine
      key={row.scenario}
      row={row}
      index={index}
      criteria={criteria}
      moved={moved.get(row.scenario) ?? 0}
      at={at}
      onAt={setAt}
    />
  ));

  const walk = (event: KeyboardEvent<HTMLElement>): void => {
    const cell = (event.target as HTMLElement).dataset.cell;
    if (cell === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const [row = 0, column = 0] = cell.split(',').map(Number);
    const to = STEPS[event.key]?.(row, column, rows.length - 1, criteria.length + CARDS_AFTER - 1);
    const scenario = rows[row]?.scenario;
    const criterion = criteria[column]?.key;
    if (to) body.current?.querySelector<HTMLElement>(`[data-cell="${to.join(',')}"]`)?.focus();
    else if (/^[0-5]$/.test(event.key) && scenario && criterion) {
      room.give(scenario, criterion, Number(event.key));
    } else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className="mt-scroll" tabIndex={0} aria-label={t('table.label')}>
      <table className="mt-table">
        <caption className="visually-hidden">{t('table.caption')}</caption>
        <thead>
          <tr className="mt-groups">
            <td className="mt-first" />
            <td colSpan={3} />
            {(['value', 'feasibility'] as const).map((group) => {
              const own = criteria.filter((one) => one.group === group);
              if (own.length === 0) return null;
              return (
                <th key={group} scope="colgroup" colSpan={own.length} data-group={group}>
                  {t(`group.${group}`)} <span>{f.percent(own.reduce((sum, one) => sum + one.share, 0))}</span>
                </th>
              );
            })}
            <td colSpan={OTHERS - 4} />
          </tr>
          <tr>
            <th scope="col" className="mt-first">
              {t('column.scenario')}
            </th>
            <th scope="col" className="number">
              {t('column.score')}
              <small>{t('column.score.unit')}</small>
            </th>
            <th scope="col" className="number">
              <abbr title={t('column.value')}>{t('column.value.short')}</abbr>
            </th>
            <th scope="col" className="number">
              <abbr title={t('column.feasibility')}>{t('column.feasibility.short')}</abbr>
            </th>
            {criteria.map((one) => (
              <th key={one.key} scope="col" className="mt-criterion" data-group={one.group}>
                <span className="mt-tall">{f.text(one.name)}</span>
                <small>{f.percent(one.share)}</small>
              </th>
            ))}
            <th scope="col">{t('column.gates')}</th>
            <th scope="col" className="number">
              {t('column.gain')}
              <small>{t('column.gain.unit')}</small>
            </th>
            <th scope="col" className="number">
              {t('column.effort')}
              <small>{t('column.effort.unit')}</small>
            </th>
            <th scope="col" className="number">
              {t('column.sprint')}
              <small>{t('column.lot')}</small>
            </th>
            <th scope="col" className="number">
              {t('column.pressure')}
              <small>{t('column.pressure.unit')}</small>
            </th>
            <th scope="col" className="number">
              {t('column.conflicts')}
            </th>
            <th scope="col">{t('column.verdict')}</th>
            <th scope="col">{t('column.decision')}</th>
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={walk}>
          {rows.some(inPlay)
            ? lines.toSpliced(line, 0, <CutRow key="cut" columns={criteria.length + OTHERS} body={body} />)
            : lines}
        </tbody>
      </table>
    </section>
  );
}

export type Body = RefObject<HTMLTableSectionElement | null>;

interface RowLineProps {
  row: Row;
  index: number;
  criteria: readonly Criterion[];
  moved: number;
  /** The cell that the Tab key comes to. */
  at: string;
  onAt(cell: string): void;
}

function RowLine({ row, index, criteria, moved, at, onAt }: RowLineProps) {
  const room = useRoom();
  const { t, f, ballot, state } = room;
  const { scenario } = row;
  const cellAt = (column: number) => {
    const cell = `${index},${column}`;
    return { cell, tabIndex: cell === at ? 0 : -1, onFocus: () => onAt(cell) };
  };
  const after = criteria.length;
  const missingWords = lacks(room, row);
  const disputed = new Set(
    state.table.agreement.disputed.filter((one) => one.scenario === scenario).map((one) => one.criterion),
  );
  return (
    <tr id={`row-${scenario}`} data-scenario={scenario} data-kept={row.kept || undefined}>
      <th scope="row" className="mt-first">
        <RowName row={row} moved={moved} />
      </th>
      <td className="number">
        <Score row={row} />
      </td>
      <td className="number">{row.value === null ? '–' : f.number(row.value)}</td>
      <td className="number">{row.feasibility === null ? '–' : f.number(row.feasibility)}</td>
      {criteria.map((criterion, column) => {
        const score = row.scores[criterion.key];
        const level = ballot ? ballotLevel(ballot, scenario, criterion.key) : (score?.level ?? null);
        const unsure = !ballot && level !== null && (score?.confidence ?? 100) < 100;
        const differ = !ballot && disputed.has(criterion.key);
        const words = cellWords(room, row, criterion, level);
        return (
          <td key={criterion.key} className="mt-cell">
            <CardButton
              card={{ kind: 'score', scenario, criterion: criterion.key }}
              label={differ ? `${words}. ${t('cell.disputed')}` : words}
              className="mt-chip"
              group={criterion.group}
              level={level}
              {...cellAt(column)}
            >
              {level ?? '–'}
              {unsure && <small>{f.percent((score?.confidence ?? 100) / 100)}</small>}
              {differ && <i aria-hidden="true">≠</i>}
            </CardButton>
          </td>
        );
      })}
      <td>
        <CardButton
          card={{ kind: 'gates', scenario }}
          label={gatesWords(room, row)}
          className="mt-plain"
          {...cellAt(after)}
        >
          <Gates row={row} />
        </CardButton>
      </td>
      <td className="number">
        <CardButton
          card={{ kind: 'gain', scenario }}
          label={gainWords(row)}
          className="mt-plain"
          {...cellAt(after + 1)}
        >
          {row.gain ? (
            <>
              <b>{f.money(row.gain.per_year)}</b>
              <small className={row.gain.let_through < HELD_BACK ? 'mt-word' : undefined} data-tone="warn">
                {row.gain.let_through < HELD_BACK && <TriangleAlert className="icon" aria-hidden="true" />}{' '}
                {throughWords(row.gain)}
              </small>
            </>
          ) : (
            <span className="muted">{t('gain.give')}</span>
          )}
        </CardButton>
      </td>
      <td className="number">{row.effort_days === null ? '–' : f.number(row.effort_days, 1)}</td>
      <td className="number">
        {row.sprint === null ? (
          '–'
        ) : (
          <>
            {row.sprint}
            <small>{row.lot === null ? '' : t('lot.number', { lot: row.lot })}</small>
          </>
        )}
      </td>
      <td className="number">
        {row.pressure.worst === null ? '–' : f.number(row.pressure.worst, 1)}
        <small>
          {row.pressure.expected === null
            ? t('pressure.unknown')
            : t('pressure.expected', { number: f.rate(row.pressure.expected) })}
        </small>
      </td>
      <td className="number">
        {row.conflicts > 0 ? (
          <a
            className="mt-conflicts"
            href="/pressure#conflicts-title"
            aria-label={t('conflicts', { count: row.conflicts })}
          >
            {f.number(row.conflicts)}
          </a>
        ) : (
          <span className="muted">0</span>
        )}
      </td>
      <td className="mt-verdict">
        <VerdictWord row={row} />
        {row.missing.length > 0 && row.verdict !== 'incomplete' && (
          <small title={missingWords}>{missingWords}</small>
        )}
      </td>
      <td className="mt-decision">
        <CardButton
          card={{ kind: 'plan', scenario }}
          label={planWords(row)}
          className="mt-plain"
          {...cellAt(after + 2)}
        >
          <DecisionWord row={row} />
          {(row.owner || row.due) && (
            <small>{[row.owner, row.due && f.date(row.due)].filter(Boolean).join(' · ')}</small>
          )}
        </CardButton>
      </td>
    </tr>
  );

  function throughWords(gain: GainCell): string {
    return gain.let_through_from === null
      ? t('gain.throughNone')
      : t('gain.through', { share: f.percent(gain.let_through) });
  }

  function gainWords({ gain }: Row): string {
    const what = `${t('gain.title')}, ${f.text(row.name)} : `;
    if (!gain) return what + t('gain.none');
    return `${what}${f.money(gain.per_year)}. ${throughWords(gain)}`;
  }

  function planWords(planned: Row): string {
    const parts = [t(`decision.${planned.decision}`), planned.owner, planned.due && f.date(planned.due)];
    return `${t('column.decision')}, ${f.text(planned.name)} : ${parts.filter(Boolean).join(', ')}`;
  }
}

/** Rank, its change, name and what it is; with the box that holds it beside others. */
export function RowName({ row, moved }: { row: Row; moved: number }) {
  const { t, f, nameOf } = useRoom();
  const { keys, toggle } = useContext(MarksContext);
  const marked = keys.includes(row.scenario);
  return (
    <span className="mt-name">
      <span className="mt-rank">
        <b>
          <span className="visually-hidden">{t('column.rank')} </span>
          {f.number(row.rank)}
        </b>
        <Move by={moved} />
      </span>
      <span className="mt-title">
        <a className="row-title" href={`/scenarios/${encodeURIComponent(row.scenario)}`}>
          {nameOf(row.scenario)}
        </a>
        <small>
          {t(`state.${row.state}`)}
          {row.version !== null && ` · v${row.version}`}
        </small>
      </span>
      <input
        type="checkbox"
        className="mt-mark"
        checked={marked}
        disabled={!marked && keys.length >= MOST_MARKED}
        aria-label={t('compare.mark', { name: nameOf(row.scenario) })}
        title={t('compare.mark', { name: nameOf(row.scenario) })}
        onChange={() => toggle(row.scenario)}
      />
    </span>
  );
}
