import './marks.css';
import { type Node as FlowNode, Handle, type NodeProps, Position } from '@xyflow/react';
import { ArrowDown, CircleAlert, Info, Plus, Send, TriangleAlert, UnfoldVertical } from 'lucide-react';
import { type CSSProperties, createContext, memo, use } from 'react';
import { drawWords } from '../../i18n/draw';
import type { T } from '../../i18n/editor';
import { formatNumber } from '../../i18n/translate';
import type { ConflictKind } from '../../model/conflicts';
import type { Locale, Node, Severity } from '../../model/document';
import { portAt } from '../../model/geometry';
import { CONFLICT_ICONS } from '../proof/icons';
import { useCount } from './counts';
import { iconOf, toneOf } from './kinds';
import { MARK_ICONS } from './markIcons';
import { useMark } from './marks';

export interface Way {
  path: string;
  label: string;
  free: boolean;
}

/** A branch that is folded away behind a card, or behind one of its ways out. */
export interface Fold {
  way: string | undefined;
  count: number;
}

export interface StepData extends Record<string, unknown> {
  node: Node;
  title: string;
  detail: string;
  /** `T1` on messages. */
  time: string | undefined;
  ways: Way[];
  worst: Severity | undefined;
  findings: number;
  /** The gravest conflict of pressure the message is in. */
  conflict: ConflictKind | undefined;
  conflicts: number;
  /** Whether Tab leads to this card, and so to what is on it. */
  isTabStop: boolean;
  /** Part of a connection being drawn by click or keyboard. */
  role: 'source' | 'target' | undefined;
  folds: readonly Fold[];
  readOnly: boolean;
}
export type StepNode = FlowNode<StepData, 'step'>;

/** What a card asks of the canvas. */
export interface CardActions {
  addAfter(id: string, way: string, at: DOMRect): void;
  startConnection(id: string, way: string): void;
  openConflicts(id: string): void;
  /** Shows again what is folded behind a card. */
  unfold(id: string, way: string | undefined): void;
  locale: Locale;
  t: T;
}
export const CardContext = createContext<CardActions | undefined>(undefined);

/** Whether the view is too small for anything to be read. */
export const TinyContext = createContext(false);

const SEVERITY_ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info };

function Counts({ id, isMessage, detail }: { id: string; isMessage: boolean; detail: string }) {
  const count = useCount(id);
  const actions = use(CardContext);
  if (!count || !actions) return <span className="ed-card-detail">{detail}</span>;
  const { t, locale } = actions;
  const number = (value: number): string => formatNumber(value, locale);
  const { inside, passed, sent } = count;
  const words = isMessage
    ? t('count.label.sent', { inside, passed, sent })
    : t('count.label', { inside, passed });
  return (
    <span className="ed-card-counts" title={words}>
      <span className="ed-card-inside" data-some={inside > 0 || undefined}>
        <b>{number(inside)}</b> {t('count.inside')}
      </span>
      <span>
        <ArrowDown aria-hidden="true" />
        {number(passed)}
      </span>
      {isMessage && (
        <span>
          <Send aria-hidden="true" />
          {number(sent)}
        </span>
      )}
    </span>
  );
}

function ConflictBadge({ id, data }: { id: string; data: StepData }) {
  const actions = use(CardContext);
  const { conflict: kind, conflicts: count } = data;
  if (!kind || !actions) return null;
  const Icon = CONFLICT_ICONS[kind];
  const { t, locale } = actions;
  return (
    <button
      type="button"
      className="ed-card-conflict nodrag nopan"
      data-kind={kind}
      tabIndex={data.isTabStop ? 0 : -1}
      aria-label={t('proof.badge.open', { what: t(`proof.badge.${kind}.name`, { count }) })}
      title={t(`proof.badge.${kind}.name`, { count })}
      onClick={(event) => {
        event.stopPropagation();
        actions.openConflicts(id);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <Icon aria-hidden="true" strokeWidth={2.2} />
      <span className="ed-card-conflict-word">{t(`proof.badge.${kind}`)}</span>
      {count > 1 && <span>{formatNumber(count, locale)}</span>}
    </button>
  );
}

/** What hangs below a card that has folded it away: how many steps, and the way back to them. */
function FoldChip({ id, data, fold }: { id: string; data: StepData; fold: Fold }) {
  const actions = use(CardContext);
  if (!actions) return null;
  const { ways, isTabStop } = data;
  const d = drawWords(actions.locale);
  const index = ways.findIndex(({ path }) => path === fold.way);
  const way = ways.length > 1 ? ways[index] : undefined;
  const words = way
    ? d('fold.open.way', { count: fold.count, way: way.label })
    : d('fold.open', { count: fold.count });
  return (
    <span
      className="ed-card-fold nodrag nopan"
      style={index < 0 ? { left: '50%' } : left(index, ways.length)}
    >
      <button
        type="button"
        tabIndex={isTabStop ? 0 : -1}
        aria-label={words}
        title={words}
        onClick={(event) => {
          event.stopPropagation();
          actions.unfold(id, fold.way);
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        <UnfoldVertical aria-hidden="true" strokeWidth={2.2} />+{formatNumber(fold.count, actions.locale)}
      </button>
    </span>
  );
}

function left(index: number, count: number): CSSProperties {
  return { left: `${portAt(index, count) * 100}%` };
}

function Card({ id, data, selected }: NodeProps<StepNode>) {
  const actions = use(CardContext);
  const { node, ways, worst } = data;
  const Icon = iconOf(node);
  const Alert = worst && SEVERITY_ICONS[worst];
  const mark = useMark(id);
  const MarkIcon = mark && MARK_ICONS[mark.tone];
  const tiny = use(TinyContext);
  if (tiny) {
    return (
      <div
        className="ed-card"
        data-tone={toneOf(node.kind)}
        data-selected={selected || undefined}
        data-role={data.role}
        data-worst={worst}
        data-mark={mark?.tone}
      >
        <span className="ed-card-icon">
          <Icon aria-hidden="true" strokeWidth={1.9} />
        </span>
        {Alert && (
          <span className="ed-card-alert" data-severity={worst}>
            <Alert aria-hidden="true" strokeWidth={2.2} />
          </span>
        )}
        {mark && MarkIcon && (
          <span className="ed-card-mark" data-tone={mark.tone}>
            <MarkIcon aria-hidden="true" strokeWidth={2.4} />
            {mark.words}
          </span>
        )}
      </div>
    );
  }
  return (
    <div
      className="ed-card"
      data-tone={toneOf(node.kind)}
      data-selected={selected || undefined}
      data-role={data.role}
      data-worst={worst}
      data-mark={mark?.tone}
    >
      {mark && MarkIcon && (
        <span className="ed-card-mark" data-tone={mark.tone}>
          <MarkIcon aria-hidden="true" strokeWidth={2.4} />
          {mark.words}
        </span>
      )}
      {node.kind !== 'trigger' && (
        <Handle
          type="target"
          position={Position.Top}
          id="in"
          className="ed-port ed-port-in"
          isConnectableStart={false}
        />
      )}
      <span className="ed-card-body">
        <span className="ed-card-icon" data-timed={data.time !== undefined || undefined}>
          <Icon aria-hidden="true" strokeWidth={1.9} />
          {data.time && <span className="ed-card-time">{data.time}</span>}
        </span>
        <span className="ed-card-text">
          <span className="ed-card-title" title={data.title}>
            {data.title}
          </span>
          <Counts id={id} isMessage={node.kind === 'message'} detail={data.detail} />
        </span>
      </span>
      {Alert && (
        <span className="ed-card-alert" data-severity={worst}>
          <Alert aria-hidden="true" strokeWidth={2.2} />
          {data.findings > 1 && data.findings}
        </span>
      )}
      <ConflictBadge id={id} data={data} />
      {ways.length > 1 && (
        <span className="ed-card-ways">
          {ways.map((way) => (
            <span key={way.path} className="ed-card-way" title={way.label}>
              {way.label}
            </span>
          ))}
        </span>
      )}
      {ways.map((way, index) => (
        <Handle
          key={way.path}
          type="source"
          position={Position.Bottom}
          id={way.path}
          className="ed-port ed-port-out"
          style={left(index, ways.length)}
          data-free={way.free || undefined}
          isConnectableEnd={false}
          role="img"
          aria-label={way.label}
          onClick={(event) => {
            event.stopPropagation();
            actions?.startConnection(id, way.path);
          }}
        />
      ))}
      {!data.readOnly &&
        ways.map(
          (way, index) =>
            way.free && (
              <span key={way.path} className="ed-card-free nodrag nopan" style={left(index, ways.length)}>
                <button
                  type="button"
                  tabIndex={-1}
                  aria-label={actions?.t('canvas.add_after', { way: way.label })}
                  title={actions?.t('canvas.add_after', { way: way.label })}
                  onClick={(event) => {
                    event.stopPropagation();
                    actions?.addAfter(id, way.path, event.currentTarget.getBoundingClientRect());
                  }}
                >
                  <Plus aria-hidden="true" strokeWidth={2.4} />
                </button>
              </span>
            ),
        )}
      {data.folds.map((fold) => (
        <FoldChip key={fold.way ?? ''} id={id} data={data} fold={fold} />
      ))}
    </div>
  );
}

export const StepCard = memo(Card);
