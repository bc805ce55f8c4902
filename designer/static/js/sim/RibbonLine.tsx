import { EdgeLabelRenderer, type EdgeProps, type Edge as FlowEdge } from '@xyflow/react';
import { memo, use } from 'react';
import { ShownContext } from './FlowCard';
import { type Ribbon, widthOf } from './ribbons';

export interface RibbonData extends Record<string, unknown> {
  ribbon: Ribbon;
}
export type RibbonEdge = FlowEdge<RibbonData, 'ribbon'>;

/** Tokens that run along a line at once on its busiest day. */
const TOKENS = 4;
/** A thinner line is all rim. */
const THIN = 5;

function Line({ data }: EdgeProps<RibbonEdge>) {
  const shown = use(ShownContext);
  if (!data || !shown) return null;
  const { ribbon } = data;
  const { d, end, label, from, path, to } = ribbon;
  const { figures, moment, speaker, target, most, pace, pulse } = shown;
  const count = figures.way(from, path);
  const width = widthOf(count, most);
  const isTarget = target?.kind === 'way' && target.from === from && target.path === path;
  const isNear = isTarget || (target?.kind === 'step' && (target.id === from || target.id === to));
  const sign = moment.side === 'difference' ? Math.sign(count) : 0;
  const beat = pace?.(from, path) ?? 0;
  const running = Math.ceil(beat * TOKENS);
  const half = Math.max(5, Math.min(width / 2 + 3, 9));
  return (
    <g
      className="sf-line"
      data-near={isNear || undefined}
      data-empty={count === 0 || undefined}
      data-sign={sign === 0 ? undefined : sign > 0 ? 'more' : 'less'}
    >
      <path className="sf-trace" d={d} />
      {/* A rim tells the line from the ground, whatever its width. */}
      <path className="sf-rim" d={d} strokeWidth={width === 0 ? 0 : width + 1.5} />
      <path className="sf-ribbon" d={d} strokeWidth={width < THIN ? 0 : width - 1.5} />
      {(width < 8 || ribbon.back) && (
        <path
          className="sf-head"
          d={`M${end[0] - half} ${end[1] - 9}L${end[0]} ${end[1]}L${end[0] + half} ${end[1] - 9}z`}
        />
      )}
      {pace &&
        Array.from({ length: running }, (_, index) => (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: tokens differ by nothing but their turn.
            key={index}
            className="sf-token"
            r={Math.max(3.5, Math.min(width / 3, 6))}
            style={{
              offsetPath: `path("${d}")`,
              animationDuration: `${pulse}ms`,
              animationDelay: `${(-pulse * index) / running}ms`,
            }}
          />
        ))}
      <path className="react-flow__edge-interaction sf-reach" d={d} strokeWidth={Math.max(22, width)} />
      {(count !== 0 || isTarget) && (
        <EdgeLabelRenderer>
          <span
            className="sf-label"
            data-near={isNear || undefined}
            data-sign={sign === 0 ? undefined : sign > 0 ? 'more' : 'less'}
            style={{ transform: `translate(-50%, -50%) translate(${label[0]}px, ${label[1]}px)` }}
          >
            {speaker.brief(count, moment.side)}
          </span>
        </EdgeLabelRenderer>
      )}
    </g>
  );
}

export const RibbonLine = memo(Line);
