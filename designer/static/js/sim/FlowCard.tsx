import { type Node as FlowNode, Handle, type NodeProps, Position } from '@xyflow/react';
import { Ban, Hourglass, Send } from 'lucide-react';
import { createContext, memo, use } from 'react';
import { iconOf, toneOf } from '../editor/canvas/kinds';
import type { Node } from '../model/document';
import { portAt } from '../model/geometry';
import type { Moment, Speaker, Target } from './reading';
import type { Count, Figures } from './run';

/** What cards and lines show: figures of one moment, and what is pointed at. */
export interface Shown {
  speaker: Speaker;
  moment: Moment;
  figures: Figures;
  /** Passages of that very day, 0–1 of the busiest day; tokens run while it is played. */
  pace: ((from: string, path: string) => number) | undefined;
  target: Target;
  /** The widest line's count. */
  most: number;
  pulse: number;
}
export const ShownContext = createContext<Shown | undefined>(undefined);

export interface CardData extends Record<string, unknown> {
  node: Node;
  title: string;
  time: string | undefined;
  ways: { path: string; label: string }[];
}
export type CardNode = FlowNode<CardData, 'step'>;

export const COUNT_ICONS: Record<Exclude<Count, 'arrived'>, typeof Send> = {
  sent: Send,
  delayed: Hourglass,
  skipped: Ban,
};

/** From here on the four counts of a message are rounded, to stand on one line. */
const MANY = 10_000;

function Counts({ node, shown }: { node: Node; shown: Shown }) {
  const { speaker, figures, moment } = shown;
  const arrived = figures.count(node.id, 'arrived');
  const many = node.kind === 'message' ? MANY : undefined;
  const what = node.kind === 'trigger' ? 'entered' : 'arrived';
  return (
    <span className="ed-card-counts sf-counts">
      <span
        className="sf-arrived"
        title={speaker.counted(what, arrived, moment.side)}
        data-some={arrived !== 0 || undefined}
      >
        <b>{speaker.brief(arrived, moment.side, many)}</b>
        {/* A message has more to count than there is room for words; the legend has them. */}
        {node.kind !== 'message' && (
          <span className="sf-arrived-word"> {speaker.t(`word.${what}`, { count: Math.abs(arrived) })}</span>
        )}
      </span>
      {node.kind === 'message' &&
        (['sent', 'delayed', 'skipped'] as const).map((count) => {
          const value = figures.count(node.id, count);
          const Icon = COUNT_ICONS[count];
          return value === 0 && count !== 'sent' ? null : (
            <span
              key={count}
              className="sf-count"
              data-count={count}
              title={speaker.counted(count, value, moment.side)}
            >
              <Icon aria-hidden="true" strokeWidth={2.2} />
              {speaker.brief(value, moment.side, many)}
            </span>
          );
        })}
    </span>
  );
}

function Card({ id, data }: NodeProps<CardNode>) {
  const shown = use(ShownContext);
  const { node, ways } = data;
  const Icon = iconOf(node);
  const isTarget = shown?.target?.kind === 'step' && shown.target.id === id;
  const isIdle = shown?.speaker.countsOf(node).every((count) => shown.figures.count(id, count) === 0);
  return (
    <div
      className="ed-card sf-card"
      data-tone={toneOf(node.kind)}
      data-selected={isTarget || undefined}
      data-idle={isIdle || undefined}
    >
      {node.kind !== 'trigger' && (
        <Handle type="target" position={Position.Top} id="in" className="sf-port" isConnectable={false} />
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
          {shown && <Counts node={node} shown={shown} />}
        </span>
      </span>
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
          className="sf-port"
          style={{ left: `${portAt(index, ways.length) * 100}%` }}
          isConnectable={false}
        />
      ))}
    </div>
  );
}

export const FlowCard = memo(Card);
