import './draw.css';
import type { Node as FlowNode, NodeProps } from '@xyflow/react';
import { memo, use } from 'react';
import { type Group, textOf } from '../../model/document';
import { ThingContext } from './thingContext';

export interface GroupData extends Record<string, unknown> {
  group: Group;
  writing: boolean;
  /** Whether all its steps are chosen. */
  chosen: boolean;
}
export type GroupNode = FlowNode<GroupData, 'group'>;

/** Where a group is taken hold of; everything else of it lets the pointer through to the canvas. */
export const GROUP_HANDLE = '.ed-group-title';

function Box({ id: key, data }: NodeProps<GroupNode>) {
  const actions = use(ThingContext);
  if (!actions) return null;
  const { group } = data;
  const { d, locale, readOnly } = actions;
  const title = textOf(group.title, locale);
  return (
    <div className="ed-group" data-group={group.tone ?? 'grey'} data-selected={data.chosen || undefined}>
      {data.writing ? (
        <input
          ref={(field) => {
            if (!field || field === document.activeElement) return;
            field.focus({ preventScroll: true });
            field.select();
          }}
          type="text"
          className="ed-group-input nodrag nopan"
          aria-label={d('group.title')}
          placeholder={d('group.untitled')}
          value={title}
          maxLength={120}
          onChange={(event) => actions.setWords(key, event.target.value)}
          onBlur={() => actions.write(undefined)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' && event.key !== 'Enter') return;
            event.preventDefault();
            event.stopPropagation();
            event.currentTarget.closest<HTMLElement>('.react-flow__node')?.focus({ preventScroll: true });
          }}
        />
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
