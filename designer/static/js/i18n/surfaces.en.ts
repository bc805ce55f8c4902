import type { surfaces as french } from './surfaces.fr';

export const surfaces: { [K in keyof typeof french]: string } = {
  outline: 'Outline',
  summary: 'Summary',
  content: 'Write the messages',
  trial: 'Try with a contact',
  history: 'History',
  export: 'Export',
  import: 'Import',
  copy: 'Copy as image',
};
