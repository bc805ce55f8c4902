import { ChevronDown, ChevronRight, CircleAlert, CornerDownRight } from 'lucide-react';
import { memo } from 'react';
import { iconOf, toneOf } from '../canvas/kinds';
import type { Item } from './items';

interface OutlineRowProps {
  item: Item;
  active: boolean;
  selected: boolean;
  onPick(key: string): void;
  onOpen(key: string): void;
  onFold(key: string): void;
  onGo(id: string): void;
}

/** One row: a step, or a way out and where it leads. */
export const OutlineRow = memo(function OutlineRow(props: OutlineRowProps) {
  const { item, active, selected, onPick, onOpen, onFold, onGo } = props;
  const Fold = item.expanded ? ChevronDown : ChevronRight;
  const Icon = item.node && iconOf(item.node);
  const { to } = item;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its rows.
    <div
      className="ol-row"
      role="treeitem"
      id={item.htmlId}
      data-key={item.key}
      data-row={item.row.row}
      data-tone={item.node && toneOf(item.node.kind)}
      data-leads={item.row.row === 'way' ? item.row.leads : undefined}
      aria-level={item.level}
      aria-posinset={item.place}
      aria-setsize={item.brothers}
      aria-expanded={item.expanded}
      aria-selected={selected}
      tabIndex={active ? 0 : -1}
      style={{ '--level': item.level - 1 } as React.CSSProperties}
      onClick={({ target }) => {
        // The keyboard has the arrows and Enter for these two.
        const on = (part: string): boolean => target instanceof Element && target.closest(part) !== null;
        if (on('[data-folds]')) onFold(item.key);
        else if (to !== undefined && on('[data-goes]')) onGo(to);
        else onPick(item.key);
      }}
      onDoubleClick={() => onOpen(item.key)}
    >
      <span className="ol-fold" data-folds={item.expanded !== undefined || undefined} aria-hidden="true">
        {item.expanded !== undefined ? <Fold /> : item.row.row === 'way' && <CornerDownRight />}
      </span>
      {item.number !== undefined && (
        <span className="ol-number">
          <span className="visually-hidden">{item.numberWords}</span>
          <span aria-hidden="true">{item.number}</span>
        </span>
      )}
      {Icon && (
        <span className="ed-tile" aria-hidden="true">
          <Icon strokeWidth={1.9} />
        </span>
      )}
      <span className="ol-words">
        {item.group && <span className="ol-group">{item.group}</span>}
        <span className="ol-title">
          {item.time && <b>{item.time} · </b>}
          {item.title}
        </span>
        {item.detail && <span className="ol-detail">{item.detail}</span>}
        {item.leads && (
          <span className="ol-to" data-goes={to !== undefined || undefined}>
            {item.leads}
          </span>
        )}
        {item.loose && <span className="ol-loose">{item.loose}</span>}
      </span>
      {item.findings && (
        <span className="ol-badge" data-severity={item.severity}>
          <CircleAlert aria-hidden="true" />
          <span className="visually-hidden">{item.findings}</span>
          <span aria-hidden="true">{item.count}</span>
        </span>
      )}
    </div>
  );
});
