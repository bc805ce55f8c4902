import { ListTree, ScrollText } from 'lucide-react';
import { surfaceWords } from '../../i18n/surfaces';
import { later } from '../later';
import type { Tool } from '../tools';

/** The scenario as a list that is edited, and as a text that is read. */
export const OUTLINE_TOOLS: readonly Tool[] = [
  {
    id: 'outline',
    group: 'look',
    icon: ListTree,
    label: (locale) => surfaceWords(locale)('outline'),
    key: {
      caps: ['Alt', 'P'],
      matches: ({ code, key, altKey, ctrlKey, metaKey }) =>
        altKey && !ctrlKey && !metaKey && (code === 'KeyP' || key.toLowerCase() === 'p'),
    },
    inBar: true,
    place: 'beside',
    Surface: later(() => import('./OutlinePanel').then((module) => module.default)),
  },
  {
    id: 'summary',
    group: 'look',
    icon: ScrollText,
    label: (locale) => surfaceWords(locale)('summary'),
    Surface: later(() => import('./SummaryDialog').then((module) => module.default)),
  },
];
