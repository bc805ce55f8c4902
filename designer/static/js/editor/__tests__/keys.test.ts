import { expect, it } from 'vitest';
import { actionOf, KEY_LINES, type Stroke, withCtrl } from '../canvas/keys';

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
  [
    'with Shift ten times as far',
    stroke('ArrowUp', { ctrlKey: true, shiftKey: true }),
    { do: 'nudge', direction: 'up', far: true },
  ],
  ['Ctrl Z undoes', stroke('z', { ctrlKey: true }), { do: 'undo' }],
  ['Ctrl Shift Z does it again', stroke('Z', { ctrlKey: true, shiftKey: true }), { do: 'redo' }],
  ['the command key is as good', stroke('y', { metaKey: true }), { do: 'redo' }],
  ['C connects', stroke('c'), { do: 'connect' }],
  ['C under Caps Lock connects too', stroke('C'), { do: 'connect' }],
  ['Shift C moves the start of a link', stroke('C', { shiftKey: true }), { do: 'reconnect' }],
  ['1 fits on an AZERTY keyboard, where the key says &', stroke('&', { code: 'Digit1' }), { do: 'fit' }],
  ['1 fits with Shift there', stroke('1', { code: 'Digit1', shiftKey: true }), { do: 'fit' }],
  ['0 resets', stroke('à', { code: 'Digit0' }), { do: 'zoomReset' }],
  ['Ctrl 0 resets', stroke('à', { code: 'Digit0', ctrlKey: true }), { do: 'zoomReset' }],
  ['minus is where 6 is on an AZERTY keyboard', stroke('-', { code: 'Digit6' }), { do: 'zoomOut' }],
  ['plus is Shift 1 on a Swiss keyboard', stroke('+', { code: 'Digit1', shiftKey: true }), { do: 'zoomIn' }],
  ['the keypad zooms', stroke('+', { code: 'NumpadAdd' }), { do: 'zoomIn' }],
  [
    '? is Shift and comma on an AZERTY keyboard',
    stroke('?', { code: 'KeyM', shiftKey: true }),
    { do: 'help' },
  ],
  ['Tab opens the palette', stroke('Tab'), { do: 'palette' }],
  ['Shift Tab always leaves', stroke('Tab', { shiftKey: true }), undefined],
  ['Alt belongs to the browser', stroke('ArrowLeft', { altKey: true }), undefined],
  ['Ctrl C comes as an event of the clipboard', stroke('c', { ctrlKey: true }), undefined],
])('%s', (_, given, action) => {
  expect(actionOf(given, true, true)).toEqual(action);
});

it('lets single keys and Tab be switched off', () => {
  expect(actionOf(stroke('c'), false, true)).toBeUndefined();
  expect(actionOf(stroke('0', { code: 'Digit0' }), false, true)).toBeUndefined();
  expect(actionOf(stroke('0', { code: 'Digit0', ctrlKey: true }), false, true)).toEqual({ do: 'zoomReset' });
  expect(actionOf(stroke('Tab'), true, false)).toBeUndefined();
  expect(actionOf(stroke('Delete'), false, false)).toEqual({ do: 'delete' });
  expect(actionOf(stroke('F2'), false, false)).toEqual({ do: 'edit' });
});

it('switches off every key of a single sign, and no other', () => {
  for (const line of KEY_LINES) {
    for (const { caps, does, ctrl } of line.chords) {
      const sign = caps.filter((cap) => cap !== 'cap.shift');
      const lone = does !== undefined && !ctrl && sign.length === 1 && sign[0]?.length === 1;
      expect(line.single ?? false, `${line.id} ${caps.join(' ')}`).toBe(lone);
    }
  }
});

it('hears every key of its list as what the list says, and no key twice', () => {
  const heard = new Map<string, string>();
  for (const line of KEY_LINES) {
    for (const chord of line.chords) {
      if (!chord.does) continue;
      const named = (chord.keys ?? []).map((key) => ({ key, code: '' }));
      const placed = (chord.codes ?? []).map((code) => ({ key: 'Unidentified', code }));
      for (const { key, code } of [...named, ...placed]) {
        const given = stroke(key, { code, ctrlKey: chord.ctrl ?? false, shiftKey: chord.shift ?? false });
        expect(actionOf(given, true, true), `${line.id} ${key}${code}`).toEqual(chord.does(given));
        const name = JSON.stringify(given);
        expect(heard.get(name) ?? line.id, name).toBe(line.id);
        heard.set(name, line.id);
      }
    }
  }
});

it('hears the key of a tool with Ctrl or with the command key', () => {
  const key = withCtrl('F');
  expect(key.matches(stroke('f', { ctrlKey: true }))).toBe(true);
  expect(key.matches(stroke('f', { metaKey: true }))).toBe(true);
  expect(key.matches(stroke('F', { ctrlKey: true, shiftKey: true }))).toBe(false);
  expect(key.matches(stroke('f'))).toBe(false);
});
