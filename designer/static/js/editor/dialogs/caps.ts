import type { KeysT } from '../../i18n/keys';
import type { Cap } from '../canvas/keys';

const MAC = /^Mac|^iP/.test(navigator.platform);

function capWords(cap: Cap, t: KeysT): string {
  if (MAC && (cap === 'cap.ctrl' || cap === 'Ctrl')) return '⌘';
  return cap.startsWith('cap.') ? t(cap as Extract<Cap, `cap.${string}`>) : cap;
}

/** A stroke in words, as the keys of this computer say it. */
export function capsWords(caps: readonly Cap[], t: KeysT): string {
  return caps.map((cap) => capWords(cap, t)).join(' ');
}
