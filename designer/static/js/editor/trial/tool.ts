import { FlaskConical } from 'lucide-react';
import { surfaceWords } from '../../i18n/surfaces';
import { later } from '../later';
import type { Tool } from '../tools';

export const TRIAL: Tool = {
  id: 'trial',
  group: 'try',
  icon: FlaskConical,
  label: (locale) => surfaceWords(locale)('trial'),
  inBar: true,
  Surface: later(() => import('./TrialDrawer').then((module) => module.default)),
};
