import { FlaskConical } from 'lucide-react';
import { lazy } from 'react';
import { surfaceWords } from '../../i18n/surfaces';
import type { Tool } from '../tools';

export const TRIAL: Tool = {
  id: 'trial',
  group: 'try',
  icon: FlaskConical,
  label: (locale) => surfaceWords(locale)('trial'),
  inBar: true,
  Surface: lazy(() => import('./TrialDrawer')),
};
