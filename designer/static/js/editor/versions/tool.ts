import { History } from 'lucide-react';
import { surfaceWords } from '../../i18n/surfaces';
import { later } from '../later';
import type { Tool } from '../tools';

export const HISTORY: Tool = {
  id: 'history',
  group: 'history',
  icon: History,
  label: (locale) => surfaceWords(locale)('history'),
  inBar: true,
  place: 'side',
  Surface: later(() => import('./HistoryPanel').then((module) => module.default)),
};
