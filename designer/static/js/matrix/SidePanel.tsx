import { X } from 'lucide-react';
import { Agreement } from './panels/Agreement';
import { Methods } from './panels/Methods';
import { Sensitivity } from './panels/Sensitivity';
import { Weights } from './panels/Weights';
import { useRoom } from './room';

export const PANELS = ['weights', 'methods', 'sensitivity', 'agreement'] as const;
export type Panel = (typeof PANELS)[number];

interface SidePanelProps {
  panel: Panel | undefined;
  onClose(): void;
  onPairs(): void;
}

/** What stands beside the table: how it is weighed, by which methods, how sure, and who agrees. */
export function SidePanel({ panel, onClose, onPairs }: SidePanelProps) {
  const { t } = useRoom();
  return (
    <aside
      className="mt-panel mt-tool"
      id="matrix-panel"
      hidden={panel === undefined}
      aria-label={panel && t(`panel.${panel}`)}
    >
      {panel && (
        <>
          <header className="mt-panel-head">
            <h2>{t(`panel.${panel}`)}</h2>
            <button
              type="button"
              className="button plain square small"
              aria-label={t('panel.close')}
              onClick={onClose}
            >
              <X className="icon" aria-hidden="true" />
            </button>
          </header>
          <div className="mt-panel-body">
            {panel === 'weights' && <Weights onPairs={onPairs} />}
            {panel === 'methods' && <Methods />}
            {panel === 'sensitivity' && <Sensitivity />}
            {panel === 'agreement' && <Agreement />}
          </div>
        </>
      )}
    </aside>
  );
}
