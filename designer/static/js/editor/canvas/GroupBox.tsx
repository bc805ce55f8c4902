import './draw.css';
import type { Node as FlowNode, NodeProps } from '@xyflow/react';
import { memo, use, useEffect, useRef } from 'react';
import { type Group, textOf } from '../../model/document';
import { type ThingActions, ThingContext } from './thingContext';

export interface GroupData extends Record<string, unknown> {
  group: Group;
  writing: boolean;
  /** Whether all its steps are chosen. */
  chosen: boolean;
}
export type GroupNode = FlowNode<GroupData, 'group'>;

/** Where a group is taken hold of; everything else of it lets the pointer through to the canvas. */
export const GROUP_HANDLE = '.ed-group-title';

/** Where the title of a group is written; Enter and Esc give the focus back to the group. */
function Field({ id, title, actions }: { id: string; title: string; actions: ThingActions }) {
  const { d } = actions;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  return (
    <input
      ref={field}
      type="text"
      className="ed-group-input nodrag nopan"
      aria-label={d('group.title')}
      placeholder={d('group.untitled')}
      value={title}
      maxLength={120}
      onChange={(event) => actions.setWords(id, event.target.value)}
      onBlur={() => actions.write(undefined)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' && event.key !== 'Enter') return;
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.closest<HTMLElement>('.react-flow__node')?.focus({ preventScroll: true });
      }}
    />
  );
}

function Box({ id: key, data }: NodeProps<GroupNode>) {
  const actions = use(ThingContext);
  if (!actions) return null;
  const { group } = data;
  const { d, locale, readOnly } = actions;
  const title = textOf(group.title, locale);
  return (
    <div className="ed-group" data-group={group.tone ?? 'grey'} data-selected={data.chosen || undefined}>
      {data.writing ? (
        <Field id={key} title={title} actions={actions} />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the focusable node around it.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the same.
        <span
          className="ed-group-title"
          data-untitled={title === '' || undefined}
          data-movable={!readOnly || undefined}
          onClick={(event) => {
            event.stopPropagation();
            actions.chooseGroup(group.id);
          }}
        >
          {title || d('group.untitled')}
        </span>
      )}
    </div>
  );
}

export const GroupBox = memo(Box);
