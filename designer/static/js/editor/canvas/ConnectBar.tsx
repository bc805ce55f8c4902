import { Unlink, X } from 'lucide-react';
import type { T } from '../../i18n/editor';
import type { Edge } from '../../model/document';

interface ConnectBarProps {
  t: T;
  /** Label of the way out, where the step has several. */
  way: string | undefined;
  target: string | undefined;
  connected: Edge | undefined;
  onUnlink(edge: Edge): void;
  onCancel(): void;
}

/** Says what is being connected and how to go on, while a connection is drawn by click or keyboard. */
export function ConnectBar({ t, way, target, connected, onUnlink, onCancel }: ConnectBarProps) {
  return (
    <div className="ed-linkbar" role="status">
      <span className="ed-linkbar-words">
        <strong>{way === undefined ? t('connect.banner.only') : t('connect.banner', { way })}</strong>
        {target !== undefined && <span>{t('connect.target', { title: target })}</span>}
        <span className="ed-linkbar-help ed-fine">{t('connect.help')}</span>
        <span className="ed-linkbar-help ed-coarse">{t('connect.help.touch')}</span>
      </span>
      {connected && (
        <button type="button" className="button plain small" onClick={() => onUnlink(connected)}>
          <Unlink className="icon" aria-hidden="true" />
          {t('connect.unlink')}
        </button>
      )}
      <button
        type="button"
        className="button plain square small"
        aria-label={t('connect.cancel')}
        onClick={onCancel}
      >
        <X className="icon" aria-hidden="true" />
      </button>
    </div>
  );
}
