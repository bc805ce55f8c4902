import { MessageSquarePlus } from 'lucide-react';
import { lazy } from 'react';
import { contentWords } from '../../i18n/content';
import type { Tool } from '../tools';

/** Every message of the scenario, written with room beside how it reads. */
export const CONTENT: Tool = {
  id: 'content',
  group: 'look',
  icon: MessageSquarePlus,
  label: (locale) => contentWords(locale)('desk.tool'),
  Surface: lazy(() => import('./ContentSurface')),
};
