import { FlaskConical } from 'lucide-react';
import { lazy } from 'react';
import { trialWords } from '../../i18n/trial';
import type { Tool } from '../tools';

export const TRIAL: Tool = {
  id: 'trial',
  group: 'try',
  icon: FlaskConical,
  label: (locale) => trialWords(locale)('title'),
  inBar: true,
  Surface: lazy(() => import('./TrialDrawer')),
};
