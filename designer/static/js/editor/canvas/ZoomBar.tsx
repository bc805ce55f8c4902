import './drawing.css';
import { useReactFlow, useStore } from '@xyflow/react';
import { Hand, Lasso, Maximize, Minus, Plus } from 'lucide-react';
import { drawingWords } from '../../i18n/drawing';
import type { T } from '../../i18n/editor';
import { formatNumber } from '../../i18n/translate';
import type { Locale } from '../../model/document';
import { gliding } from './gliding';

/** What the pointer does other than usual: drag the view, or add to the selection click by click. */
export type Mode = 'hand' | 'lasso' | undefined;

interface ZoomBarProps {
  t: T;
  locale: Locale;
  onFit(): void;
  mode?: Mode;
  /** Without it the bar offers no ways of the pointer. */
  onMode?(mode: Mode): void;
}

const MODES = [
  ['hand', Hand],
  ['lasso', Lasso],
] as const;

export function ZoomBar({ t, locale, onFit, mode, onMode }: ZoomBarProps) {
  const flow = useReactFlow();
  const percent = useStore((state) => Math.round(state.transform[2] * 100));
  const words = drawingWords(locale);
  return (
    <div className="ed-zoom" role="toolbar" aria-label={words('zoom.label')}>
      {onMode && (
        <span className="ed-zoom-modes">
          {MODES.map(([name, Icon]) => (
            <button
              key={name}
              type="button"
              aria-pressed={mode === name}
              aria-label={words(`mode.${name}`)}
              title={words(`mode.${name}`)}
              onClick={() => onMode(mode === name ? undefined : name)}
            >
              <Icon aria-hidden="true" />
            </button>
          ))}
        </span>
      )}
      <button
        type="button"
        aria-label={t('canvas.zoom_out')}
        title={t('canvas.zoom_out')}
        onClick={() => void flow.zoomOut({ duration: gliding(120) })}
      >
        <Minus aria-hidden="true" />
      </button>
      <button
        type="button"
        className="ed-zoom-now"
        aria-label={t('canvas.zoom_reset')}
        title={t('canvas.zoom_reset')}
        onClick={() => void flow.zoomTo(1, { duration: gliding(160) })}
      >
        {formatNumber(percent, locale)}
        {locale === 'fr' ? '\u00a0%' : '%'}
      </button>
      <button
        type="button"
        aria-label={t('canvas.zoom_in')}
        title={t('canvas.zoom_in')}
        onClick={() => void flow.zoomIn({ duration: gliding(120) })}
      >
        <Plus aria-hidden="true" />
      </button>
      <button type="button" aria-label={t('canvas.zoom_fit')} title={t('canvas.zoom_fit')} onClick={onFit}>
        <Maximize aria-hidden="true" />
      </button>
    </div>
  );
}
