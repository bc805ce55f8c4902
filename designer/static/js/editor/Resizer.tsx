import type { PointerEvent as ReactPointerEvent } from 'react';
import type { Settings } from './settings';

/** Between which widths a column is drawn, pixels. */
const LEAST = 260;
const MOST = 560;

interface ResizerProps {
  side: 'sheet' | 'inspector';
  settings: Settings;
  onSettings(change: Partial<Settings>): void;
}

/** The edge of a column, by which it is made wider. */
export function Resizer({ side, settings, onSettings }: ResizerProps) {
  function resize(event: ReactPointerEvent<HTMLElement>): void {
    const start = event.clientX;
    const name = side === 'sheet' ? 'sheetWidth' : 'inspectorWidth';
    const from = settings[name];
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const follow = (moved: PointerEvent): void => {
      const by = (moved.clientX - start) * (side === 'sheet' ? 1 : -1);
      onSettings({ [name]: Math.round(Math.max(LEAST, Math.min(MOST, from + by))) });
    };
    const stop = (): void => {
      handle.removeEventListener('pointermove', follow);
      handle.removeEventListener('pointerup', stop);
      handle.removeEventListener('pointercancel', stop);
    };
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('pointerup', stop);
    handle.addEventListener('pointercancel', stop);
  }

  return <span className="ed-resize" onPointerDown={resize} />;
}
