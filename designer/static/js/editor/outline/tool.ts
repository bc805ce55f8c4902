import { ListTree, ScrollText } from 'lucide-react';
import { lazy } from 'react';
import { outlineWords } from '../../i18n/outline';
import type { Tool } from '../tools';

/** The scenario as a list that is edited, and as a text that is read. */
export const OUTLINE_TOOLS: readonly Tool[] = [
  {
    id: 'outline',
    group: 'look',
    icon: ListTree,
    label: (locale) => outlineWords(locale)('title'),
    key: {
      caps: ['Alt', 'P'],
      matches: ({ code, key, altKey, ctrlKey, metaKey }) =>
        altKey && !ctrlKey && !metaKey && (code === 'KeyP' || key.toLowerCase() === 'p'),
    },
    inBar: true,
    place: 'beside',
    Surface: lazy(() => import('./OutlinePanel')),
  },
  {
    id: 'summary',
    group: 'look',
    icon: ScrollText,
    label: (locale) => outlineWords(locale)('summary.title'),
    Surface: lazy(() => import('./SummaryDialog')),
  },
];
