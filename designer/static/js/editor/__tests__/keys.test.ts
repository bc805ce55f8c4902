import { expect, it } from 'vitest';
import { actionOf, type Stroke } from '../canvas/keys';

const stroke = (key: string, rest: Partial<Stroke> = {}): Stroke => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...rest,
});

it.each<[string, Stroke, object | undefined]>([
  ['an arrow walks', stroke('ArrowDown'), { do: 'walk', direction: 'down' }],
  ['Shift extends', stroke('ArrowLeft', { shiftKey: true }), { do: 'extend', direction: 'left' }],
  ['Ctrl nudges', stroke('ArrowUp', { ctrlKey: true }), { do: 'nudge', direction: 'up', far: false }],
  ['Ctrl Z undoes', stroke('z', { ctrlKey: true }), { do: 'undo' }],
  ['Ctrl Shift Z does it again', stroke('Z', { ctrlKey: true, shiftKey: true }), { do: 'redo' }],
  ['the command key is as good', stroke('y', { metaKey: true }), { do: 'redo' }],
  ['1 fits on an AZERTY keyboard, where the key says &', stroke('&', { code: 'Digit1' }), { do: 'fit' }],
  ['0 resets', stroke('à', { code: 'Digit0' }), { do: 'zoomReset' }],
  ['Tab opens the palette', stroke('Tab'), { do: 'palette' }],
  ['Shift Tab always leaves', stroke('Tab', { shiftKey: true }), undefined],
  ['Alt belongs to the browser', stroke('ArrowLeft', { altKey: true }), undefined],
  ['Ctrl F belongs to the browser', stroke('f', { ctrlKey: true }), undefined],
])('%s', (_, given, action) => {
  expect(actionOf(given, true, true)).toEqual(action);
});

it('lets single keys and Tab be switched off', () => {
  expect(actionOf(stroke('c'), true, true)).toEqual({ do: 'connect' });
  expect(actionOf(stroke('c'), false, true)).toBeUndefined();
  expect(actionOf(stroke('Tab'), true, false)).toBeUndefined();
  expect(actionOf(stroke('Delete'), false, false)).toEqual({ do: 'delete' });
});
