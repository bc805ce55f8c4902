import { Command, Search } from 'lucide-react';
import { drawingWords } from '../../i18n/drawing';
import { withCtrl } from '../canvas/keys';
import { later } from '../later';
import type { Tool } from '../tools';

/** What finds its way by name: in the flowchart, and among all that can be done. */
export const SEARCH_TOOLS: readonly Tool[] = [
  {
    id: 'search',
    group: 'look',
    icon: Search,
    label: (locale) => drawingWords(locale)('tool.search'),
    key: { ...withCtrl('F'), always: true },
    over: true,
    Surface: later(() => import('./SearchBar').then((module) => module.default)),
  },
  {
    id: 'commands',
    group: 'look',
    icon: Command,
    label: (locale) => drawingWords(locale)('tool.command'),
    key: { ...withCtrl('K'), always: true },
    over: true,
    Surface: later(() => import('./CommandPalette').then((module) => module.default)),
  },
];
