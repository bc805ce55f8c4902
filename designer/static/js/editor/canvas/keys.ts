import type { Direction } from '../../model/walk';

/** What a key asks of the canvas. */
export type Action =
  | { do: 'walk'; direction: Direction }
  | { do: 'extend'; direction: Direction }
  | { do: 'nudge'; direction: Direction; far: boolean }
  | { do: 'ends'; last: boolean }
  | {
      do:
        | 'open'
        | 'edit'
        | 'leave'
        | 'palette'
        | 'connect'
        | 'proof'
        | 'delete'
        | 'undo'
        | 'redo'
        | 'duplicate'
        | 'all'
        | 'save'
        | 'zoomIn'
        | 'zoomOut'
        | 'zoomReset'
        | 'fit'
        | 'help';
    };

export interface Stroke {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const ARROWS: Record<string, Direction> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** Zoom by the place of the key, because digits need Shift on a French keyboard. */
const ZOOM: Record<string, 'zoomIn' | 'zoomOut' | 'zoomReset' | 'fit'> = {
  NumpadAdd: 'zoomIn',
  NumpadSubtract: 'zoomOut',
  Digit0: 'zoomReset',
  Numpad0: 'zoomReset',
  Digit1: 'fit',
  Numpad1: 'fit',
};

/** Commands with Ctrl (or ⌘) that hold anywhere in the editor outside a text field. */
function withControl(stroke: Stroke): Action | undefined {
  const arrow = ARROWS[stroke.key];
  if (arrow) return { do: 'nudge', direction: arrow, far: stroke.shiftKey };
  switch (stroke.key.toLowerCase()) {
    case 'z':
      return { do: stroke.shiftKey ? 'redo' : 'undo' };
    case 'y':
      return { do: 'redo' };
    case 'd':
      return { do: 'duplicate' };
    case 'a':
      return { do: 'all' };
    case 's':
      return { do: 'save' };
    case '+':
    case '=':
      return { do: 'zoomIn' };
    case '-':
      return { do: 'zoomOut' };
  }
  const zoom = ZOOM[stroke.code];
  return zoom && { do: zoom };
}

/** The action of a key stroke on the canvas; single letters only where the reader wants them. */
export function actionOf(stroke: Stroke, singleKeys: boolean, tabOpensPalette: boolean): Action | undefined {
  if (stroke.altKey) return undefined;
  if (stroke.ctrlKey || stroke.metaKey) return withControl(stroke);
  const arrow = ARROWS[stroke.key];
  if (arrow) return { do: stroke.shiftKey ? 'extend' : 'walk', direction: arrow };
  switch (stroke.key) {
    case 'Home':
      return { do: 'ends', last: false };
    case 'End':
      return { do: 'ends', last: true };
    case 'Enter':
      return { do: 'open' };
    case 'F2':
      return { do: 'edit' };
    case 'Escape':
      return { do: 'leave' };
    case 'Delete':
    case 'Backspace':
      return { do: 'delete' };
    case 'Tab':
      // Shift+Tab always leaves the canvas.
      return tabOpensPalette && !stroke.shiftKey ? { do: 'palette' } : undefined;
  }
  if (!singleKeys) return undefined;
  switch (stroke.key) {
    case '?':
      return { do: 'help' };
    case '+':
      return { do: 'zoomIn' };
    case '-':
      return { do: 'zoomOut' };
    case 'c':
    case 'C':
      return { do: 'connect' };
    case 'p':
    case 'P':
      return { do: 'proof' };
    case 'e':
    case 'E':
      return { do: 'edit' };
  }
  const zoom = ZOOM[stroke.code];
  return zoom && { do: zoom };
}

/** Whether keys belong to a field being typed in. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
