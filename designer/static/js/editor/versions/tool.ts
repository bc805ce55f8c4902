import { History } from 'lucide-react';
import { lazy } from 'react';
import { versionsWords } from '../../i18n/versions';
import type { Tool } from '../tools';

export const HISTORY: Tool = {
  id: 'history',
  group: 'history',
  icon: History,
  label: (locale) => versionsWords(locale)('title'),
  inBar: true,
  place: 'side',
  Surface: lazy(() => import('./HistoryPanel')),
};
