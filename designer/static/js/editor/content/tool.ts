import { MessageSquarePlus } from 'lucide-react';
import { surfaceWords } from '../../i18n/surfaces';
import { later } from '../later';
import type { Tool } from '../tools';

/** Every message of the scenario, written with room beside how it reads. */
export const CONTENT: Tool = {
  id: 'content',
  group: 'look',
  icon: MessageSquarePlus,
  label: (locale) => surfaceWords(locale)('content'),
  Surface: later(() => import('./ContentSurface').then((module) => module.default)),
};
