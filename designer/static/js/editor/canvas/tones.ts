import { CircleHelp, Gavel, ListTodo, type LucideIcon, StickyNote, TriangleAlert } from 'lucide-react';
import type { NoteTone } from '../../model/document';

/** A note's sign says what it is for, whatever its colour. */
export const NOTE_ICONS: Readonly<Record<NoteTone, LucideIcon>> = {
  note: StickyNote,
  question: CircleHelp,
  todo: ListTodo,
  decision: Gavel,
  risk: TriangleAlert,
};
