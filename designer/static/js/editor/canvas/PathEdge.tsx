import './drawing.css';
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, type Edge as FlowEdge } from '@xyflow/react';
import { ArrowDownFromLine, ArrowDownToLine, type LucideIcon, Plus, Trash2 } from 'lucide-react';
import { createContext, memo, use } from 'react';
import type { DrawingT } from '../../i18n/drawing';
import type { T } from '../../i18n/editor';
import { middleOf, type Point, pathOf } from '../../layout/route';
import type { Edge } from '../../model/document';
import { useLine } from './lines';
import { useMark } from './marks';

export interface PathData extends Record<string, unknown> {
  edge: Edge;
  points: Point[];
  /** Pointed at, chosen alone, or a step is being dropped on it: it shows its tools. */
  near: boolean;
  readOnly: boolean;
}
export type PathFlowEdge = FlowEdge<PathData, 'path'>;

export interface EdgeActions {
  insert(edge: Edge, at: DOMRect): void;
  cut(edge: Edge): void;
  /** Asks by click where the line starts, or where it leads to. */
  moveStart(edge: Edge): void;
  moveEnd(edge: Edge): void;
  hold(key: string | undefined): void;
  t: T;
  words: DrawingT;
}
export const EdgeContext = createContext<EdgeActions | undefined>(undefined);

interface ToolProps {
  Icon: LucideIcon;
  label: string;
  onClick(): void;
}

function Tool({ Icon, label, onClick }: ToolProps) {
  return (
    <button type="button" tabIndex={-1} aria-label={label} title={label} onClick={onClick}>
      <Icon aria-hidden="true" />
    </button>
  );
}

function Path({ id, data, selected }: EdgeProps<PathFlowEdge>) {
  const actions = use(EdgeContext);
  const mark = useMark(id);
  const points = useLine(id) ?? data?.points;
  const end = points?.at(-1);
  if (!data || !points || !end) return null;
  const [x, y] = middleOf(points);
  const [endX, endY] = end;
  return (
    <>
      <BaseEdge
        id={id}
        path={pathOf(points)}
        interactionWidth={22}
        className={mark && `ed-edge-mark ed-edge-${mark.tone}`}
      />
      <path
        className="ed-edge-head"
        d={`M${endX - 4} ${endY - 7}L${endX} ${endY}L${endX + 4} ${endY - 7}z`}
      />
      {actions && !data.readOnly && data.near && (
        <EdgeLabelRenderer>
          <span
            className="ed-edge-tools nodrag nopan"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
            onPointerEnter={() => actions.hold(id)}
            onPointerLeave={() => actions.hold(undefined)}
          >
            <button
              type="button"
              tabIndex={-1}
              aria-label={actions.t('canvas.add_here')}
              title={actions.t('canvas.add_here')}
              onClick={(event) => actions.insert(data.edge, event.currentTarget.getBoundingClientRect())}
            >
              <Plus aria-hidden="true" strokeWidth={2.4} />
            </button>
            {selected && (
              <span className="ed-edge-more">
                <Tool
                  Icon={ArrowDownFromLine}
                  label={actions.words('link.move.start')}
                  onClick={() => actions.moveStart(data.edge)}
                />
                <Tool
                  Icon={ArrowDownToLine}
                  label={actions.words('link.move.end')}
                  onClick={() => actions.moveEnd(data.edge)}
                />
                <Tool
                  Icon={Trash2}
                  label={actions.t('connect.unlink')}
                  onClick={() => actions.cut(data.edge)}
                />
              </span>
            )}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

export const PathEdge = memo(Path);
