import { Gauge, Infinity as InfinityIcon, type LucideIcon, MailX, ShieldOff, Timer } from 'lucide-react';
import type { ConflictKind } from '../../model/conflicts';

/** One icon for each kind of conflict: the colour alone tells nothing. */
export const CONFLICT_ICONS: Record<ConflictKind, LucideIcon> = {
  may: Gauge,
  must: Timer,
  dead: MailX,
  unbounded: InfinityIcon,
  exempt: ShieldOff,
};

export const SEVERITY: Record<ConflictKind, 'error' | 'warning' | 'info'> = {
  may: 'warning',
  must: 'error',
  dead: 'error',
  unbounded: 'error',
  exempt: 'info',
};
