import { Copy, FileInput, Share } from 'lucide-react';
import { surfaceWords } from '../../i18n/surfaces';
import { withCtrl } from '../canvas/keys';
import { later } from '../later';
import type { Tool } from '../tools';

/** What goes out and comes in: files, the clipboard. */
export const FILE_TOOLS: readonly Tool[] = [
  {
    id: 'export',
    group: 'file',
    icon: Share,
    label: (locale) => surfaceWords(locale)('export'),
    Surface: later(() => import('./ExportDialog').then((module) => module.default)),
  },
  {
    id: 'copy-image',
    group: 'file',
    icon: Copy,
    label: (locale) => surfaceWords(locale)('copy'),
    key: withCtrl('C', { shift: true }),
    run: (bench) => {
      void import('./copying').then(({ copyImage }) => copyImage(bench));
    },
  },
  {
    id: 'import',
    group: 'file',
    icon: FileInput,
    label: (locale) => surfaceWords(locale)('import'),
    Surface: later(() => import('./ImportDialog').then((module) => module.default)),
  },
];
