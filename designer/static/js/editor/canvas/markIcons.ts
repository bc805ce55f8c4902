import type { LucideIcon } from 'lucide-react';
import { Check, EyeOff, MapPin, Minus, Move, Pencil, Plus, Search } from 'lucide-react';
import type { Mark } from './marks';

export const MARK_ICONS: Readonly<Record<Mark['tone'], LucideIcon>> = {
  added: Plus,
  removed: Minus,
  changed: Pencil,
  moved: Move,
  path: Check,
  here: MapPin,
  aside: EyeOff,
  found: Search,
};
