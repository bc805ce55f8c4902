import type { KeysKey } from '../../i18n/keys';
import type { Direction } from '../../model/walk';

/** What is done to the canvas or the whole editor at one stroke, and can be asked for by name. */
export type Act =
  | 'open'
  | 'edit'
  | 'leave'
  | 'palette'
  | 'connect'
  | 'reconnect'
  | 'proof'
  | 'delete'
  | 'undo'
  | 'redo'
  | 'duplicate'
  | 'all'
  | 'save'
  | 'hand'
  | 'lasso'
  | 'zoomIn'
  | 'zoomOut'
  | 'zoomReset'
  | 'fit'
  | 'help';

/** What a key asks of the canvas. */
export type Action =
  | { do: 'walk'; direction: Direction }
  | { do: 'extend'; direction: Direction }
  | { do: 'nudge'; direction: Direction; far: boolean }
  | { do: 'ends'; last: boolean }
  | { do: Act };

export interface Stroke {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** A key on its cap: a word of the dictionary (`cap.…`) or the sign itself. */
export type Cap = Extract<KeysKey, `cap.${string}`> | (string & {});

/** One way to ask for something by the keyboard, as it is shown and as it is heard. */
interface Chord {
  caps: readonly Cap[];
  /** `key` of the strokes that are meant, letters in lower case. */
  keys?: readonly string[];
  /** By the place of the key, because digits need Shift on a French keyboard. */
  codes?: readonly string[];
  ctrl?: boolean;
  /** Left out where Shift only serves to reach the sign. */
  shift?: boolean;
  /** Nothing where the browser says itself what is asked, or a pointer takes part. */
  does?: (stroke: Stroke) => Action;
}

export interface KeyLine {
  id: Extract<KeysKey, `line.${string}`>;
  group: 'move' | 'edit' | 'view';
  /** A single sign, which the reader can switch off. */
  single?: boolean;
  chords: readonly Chord[];
}

const ARROWS: Record<string, Direction> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};
const ARROW_KEYS = Object.keys(ARROWS);

const directionOf = ({ key }: Stroke): Direction => ARROWS[key] ?? 'down';
const act = (what: Act) => (): Action => ({ do: what });

/** Every key of the flowchart, in the order of its list. What is listed is what is heard. */
export const KEY_LINES: readonly KeyLine[] = [
  {
    id: 'line.walk',
    group: 'move',
    chords: [
      {
        caps: ['cap.arrows'],
        keys: ARROW_KEYS,
        shift: false,
        does: (stroke) => ({ do: 'walk', direction: directionOf(stroke) }),
      },
    ],
  },
  {
    id: 'line.extend',
    group: 'move',
    chords: [
      {
        caps: ['cap.shift', 'cap.arrows'],
        keys: ARROW_KEYS,
        shift: true,
        does: (stroke) => ({ do: 'extend', direction: directionOf(stroke) }),
      },
    ],
  },
  {
    id: 'line.ends',
    group: 'move',
    chords: [
      { caps: ['cap.home'], keys: ['home'], does: () => ({ do: 'ends', last: false }) },
      { caps: ['cap.end'], keys: ['end'], does: () => ({ do: 'ends', last: true }) },
    ],
  },
  { id: 'line.open', group: 'move', chords: [{ caps: ['cap.enter'], keys: ['enter'], does: act('open') }] },
  {
    id: 'line.leave',
    group: 'move',
    chords: [{ caps: ['cap.escape'], keys: ['escape'], does: act('leave') }],
  },
  {
    id: 'line.palette',
    group: 'edit',
    // Shift+Tab always leaves the canvas.
    chords: [{ caps: ['Tab'], keys: ['tab'], shift: false, does: act('palette') }],
  },
  {
    id: 'line.connect',
    group: 'edit',
    single: true,
    chords: [{ caps: ['C'], keys: ['c'], shift: false, does: act('connect') }],
  },
  {
    id: 'line.reconnect',
    group: 'edit',
    single: true,
    chords: [{ caps: ['cap.shift', 'C'], keys: ['c'], shift: true, does: act('reconnect') }],
  },
  {
    id: 'line.edit',
    group: 'edit',
    chords: [{ caps: ['F2'], keys: ['f2'], does: act('edit') }],
  },
  {
    id: 'line.edit',
    group: 'edit',
    single: true,
    chords: [{ caps: ['E'], keys: ['e'], does: act('edit') }],
  },
  {
    id: 'line.nudge',
    group: 'edit',
    chords: [
      {
        caps: ['cap.ctrl', 'cap.arrows'],
        keys: ARROW_KEYS,
        ctrl: true,
        does: (stroke) => ({ do: 'nudge', direction: directionOf(stroke), far: stroke.shiftKey }),
      },
    ],
  },
  {
    id: 'line.delete',
    group: 'edit',
    chords: [
      { caps: ['cap.delete'], keys: ['delete'], does: act('delete') },
      { caps: ['cap.backspace'], keys: ['backspace'], does: act('delete') },
    ],
  },
  {
    id: 'line.undo',
    group: 'edit',
    chords: [{ caps: ['cap.ctrl', 'Z'], keys: ['z'], ctrl: true, shift: false, does: act('undo') }],
  },
  {
    id: 'line.redo',
    group: 'edit',
    chords: [
      { caps: ['cap.ctrl', 'cap.shift', 'Z'], keys: ['z'], ctrl: true, shift: true, does: act('redo') },
      { caps: ['cap.ctrl', 'Y'], keys: ['y'], ctrl: true, does: act('redo') },
    ],
  },
  {
    id: 'line.clipboard',
    group: 'edit',
    chords: [{ caps: ['cap.ctrl', 'C'] }, { caps: ['cap.ctrl', 'X'] }, { caps: ['cap.ctrl', 'V'] }],
  },
  {
    id: 'line.duplicate',
    group: 'edit',
    chords: [{ caps: ['cap.ctrl', 'D'], keys: ['d'], ctrl: true, does: act('duplicate') }],
  },
  {
    id: 'line.all',
    group: 'edit',
    chords: [{ caps: ['cap.ctrl', 'A'], keys: ['a'], ctrl: true, does: act('all') }],
  },
  {
    id: 'line.save',
    group: 'edit',
    chords: [{ caps: ['cap.ctrl', 'S'], keys: ['s'], ctrl: true, does: act('save') }],
  },
  {
    id: 'line.zoom',
    group: 'view',
    single: true,
    chords: [
      { caps: ['+'], keys: ['+', '='], codes: ['NumpadAdd'], does: act('zoomIn') },
      { caps: ['−'], keys: ['-'], codes: ['NumpadSubtract'], does: act('zoomOut') },
    ],
  },
  {
    id: 'line.zoom',
    group: 'view',
    chords: [
      {
        caps: ['cap.ctrl', '+'],
        keys: ['+', '='],
        codes: ['NumpadAdd'],
        ctrl: true,
        does: act('zoomIn'),
      },
      { caps: ['cap.ctrl', '−'], keys: ['-'], codes: ['NumpadSubtract'], ctrl: true, does: act('zoomOut') },
      { caps: ['cap.ctrl', 'cap.wheel'] },
    ],
  },
  {
    id: 'line.reset',
    group: 'view',
    single: true,
    chords: [{ caps: ['0'], codes: ['Digit0', 'Numpad0'], does: act('zoomReset') }],
  },
  {
    id: 'line.reset',
    group: 'view',
    chords: [{ caps: ['cap.ctrl', '0'], codes: ['Digit0', 'Numpad0'], ctrl: true, does: act('zoomReset') }],
  },
  {
    id: 'line.fit',
    group: 'view',
    single: true,
    chords: [{ caps: ['1'], codes: ['Digit1', 'Numpad1'], does: act('fit') }],
  },
  {
    id: 'line.fit',
    group: 'view',
    chords: [{ caps: ['cap.ctrl', '1'], codes: ['Digit1', 'Numpad1'], ctrl: true, does: act('fit') }],
  },
  {
    id: 'line.pan',
    group: 'view',
    chords: [{ caps: ['cap.space', 'cap.drag'] }, { caps: ['cap.middle'] }],
  },
  {
    id: 'line.hand',
    group: 'view',
    single: true,
    chords: [{ caps: ['H'], keys: ['h'], does: act('hand') }],
  },
  { id: 'line.marquee', group: 'view', chords: [{ caps: ['cap.drag'] }] },
  {
    id: 'line.lasso',
    group: 'view',
    single: true,
    chords: [{ caps: ['L'], keys: ['l'], does: act('lasso') }],
  },
  {
    id: 'line.proof',
    group: 'view',
    single: true,
    chords: [{ caps: ['P'], keys: ['p'], does: act('proof') }],
  },
  { id: 'line.help', group: 'view', single: true, chords: [{ caps: ['?'], keys: ['?'], does: act('help') }] },
];

function fits(chord: Chord, stroke: Stroke): boolean {
  const control = stroke.ctrlKey || stroke.metaKey;
  return (chord.ctrl ?? false) === control && (chord.shift === undefined || chord.shift === stroke.shiftKey);
}

/** The action of a key stroke on the canvas; single signs only where the reader wants them. */
export function actionOf(stroke: Stroke, singleKeys: boolean, tabOpensPalette: boolean): Action | undefined {
  if (stroke.altKey || (stroke.key === 'Tab' && !tabOpensPalette)) return undefined;
  const key = stroke.key.toLowerCase();
  const heard = KEY_LINES.filter((line) => singleKeys || !line.single)
    .flatMap((line) => line.chords)
    .filter((chord) => chord.does && fits(chord, stroke));
  // What a key says goes before where it lies: on some keyboards a digit's key says plus.
  const chord =
    heard.find(({ keys }) => keys?.some((one) => one.toLowerCase() === key)) ??
    heard.find(({ codes }) => codes?.includes(stroke.code));
  return chord?.does?.(stroke);
}

/** A key of a tool with Ctrl (or ⌘), for its list and for the ear. */
export function withCtrl(
  letter: string,
  { shift = false } = {},
): { caps: readonly string[]; matches(stroke: Stroke): boolean } {
  return {
    caps: shift ? ['Ctrl', '⇧', letter] : ['Ctrl', letter],
    matches: (stroke) =>
      (stroke.ctrlKey || stroke.metaKey) &&
      !stroke.altKey &&
      stroke.shiftKey === shift &&
      stroke.key.toLowerCase() === letter.toLowerCase(),
  };
}

/** Whether keys belong to a field being typed in. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
