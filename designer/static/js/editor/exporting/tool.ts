import { Copy, FileInput, Share } from 'lucide-react';
import { lazy } from 'react';
import { exportingWords } from '../../i18n/exporting';
import { withCtrl } from '../canvas/keys';
import type { Tool } from '../tools';

/** What goes out and comes in: files, the clipboard. */
export const FILE_TOOLS: readonly Tool[] = [
  {
    id: 'export',
    group: 'file',
    icon: Share,
    label: (locale) => exportingWords(locale)('export.title'),
    Surface: lazy(() => import('./ExportDialog')),
  },
  {
    id: 'copy-image',
    group: 'file',
    icon: Copy,
    label: (locale) => exportingWords(locale)('copy.title'),
    key: withCtrl('C', { shift: true }),
    run: (bench) => {
      void import('./copying').then(({ copyImage }) => copyImage(bench));
    },
  },
  {
    id: 'import',
    group: 'file',
    icon: FileInput,
    label: (locale) => exportingWords(locale)('import.title'),
    Surface: lazy(() => import('./ImportDialog')),
  },
];
