import {
  ArrowDown,
  ArrowRight,
  ArrowUp,
  BetweenHorizontalStart,
  CornerDownRight,
  type LucideIcon,
  PencilLine,
  Plus,
  Trash2,
  Unlink,
} from 'lucide-react';
import type { OutlineT } from '../../i18n/outline';
import type { Item } from './items';
import type { Outline } from './useOutline';

interface OutlineBarProps {
  outline: Outline;
  active: Item | undefined;
  /** The way out that would be led on. */
  way: string | undefined;
  /** The row in words. */
  place: string;
  t: OutlineT;
  onAsk(what: 'after' | 'before' | 'connect'): void;
  onStart(): void;
}

interface Deed {
  icon: LucideIcon;
  label: string;
  run(): void;
}

/** What can be done with the row that one stands on, for the mouse, the finger and the ear. */
export function OutlineBar({ outline, active, way, place, t, onAsk, onStart }: OutlineBarProps) {
  const deeds: Deed[] = [];
  const { row, to, leads } = active ?? {};
  if (!row) deeds.push({ icon: Plus, label: t('tree.start'), run: onStart });
  else if (row.row === 'way') {
    const goal = outline.items.find((item) => item.row.row === 'step' && item.row.id === to);
    if (to !== undefined && leads !== undefined)
      deeds.push({
        icon: ArrowRight,
        label: t('do.go', { number: String(goal?.number ?? '') }),
        run: () => outline.go(to),
      });
    deeds.push(
      { icon: Plus, label: t('do.here'), run: () => onAsk('after') },
      { icon: CornerDownRight, label: t('do.connect'), run: () => onAsk('connect') },
    );
    if (row.to !== undefined) deeds.push({ icon: Unlink, label: t('do.cut'), run: outline.remove });
  } else {
    deeds.push({ icon: PencilLine, label: t('do.edit'), run: outline.edit });
    if (way !== undefined) deeds.push({ icon: Plus, label: t('do.after'), run: () => onAsk('after') });
    if (active?.node?.kind !== 'trigger') {
      deeds.push(
        { icon: BetweenHorizontalStart, label: t('do.before'), run: () => onAsk('before') },
        { icon: ArrowUp, label: t('do.up'), run: () => outline.move('up') },
        { icon: ArrowDown, label: t('do.down'), run: () => outline.move('down') },
      );
    }
    if (way !== undefined)
      deeds.push({ icon: CornerDownRight, label: t('do.connect'), run: () => onAsk('connect') });
    deeds.push({ icon: Trash2, label: t('do.remove'), run: outline.remove });
  }
  return (
    <div
      className="ol-bar"
      role="toolbar"
      aria-label={row ? t('bar.label', { title: place }) : t('bar.none')}
    >
      {deeds.map(({ icon: Icon, label, run }) => (
        <button key={label} type="button" className="button plain small" onClick={run}>
          <Icon className="icon" aria-hidden="true" />
          {label}
        </button>
      ))}
    </div>
  );
}
