import { History } from 'lucide-react';
import { lazy } from 'react';
import { surfaceWords } from '../../i18n/surfaces';
import type { Tool } from '../tools';

export const HISTORY: Tool = {
  id: 'history',
  group: 'history',
  icon: History,
  label: (locale) => surfaceWords(locale)('history'),
  inBar: true,
  place: 'side',
  Surface: lazy(() => import('./HistoryPanel')),
};
