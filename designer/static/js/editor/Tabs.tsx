import { ClipboardList, SlidersHorizontal, Workflow } from 'lucide-react';
import type { T } from '../i18n/editor';

/** On a small screen one thing at a time. */
export type Tab = 'sheet' | 'canvas' | 'inspector';

const TABS = [
  ['sheet', ClipboardList, 'toolbar.sheet'],
  ['canvas', Workflow, 'canvas.short'],
  ['inspector', SlidersHorizontal, 'toolbar.inspector'],
] as const;

/** What is shown of the three columns where there is room for one. */
export function Tabs({ tab, t, onTab }: { tab: Tab; t: T; onTab(tab: Tab): void }) {
  return (
    <nav className="ed-tabs" aria-label={t('toolbar.label')}>
      {TABS.map(([name, Icon, words]) => (
        <button key={name} type="button" aria-pressed={tab === name} onClick={() => onTab(name)}>
          <Icon aria-hidden="true" />
          {t(words)}
        </button>
      ))}
    </nav>
  );
}
