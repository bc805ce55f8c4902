/**
 * Places in a list as words that sort: between any two there is always room for another.
 *
 * Four digits count, so that appending a thousand times leaves them short; what does not fit between two
 * counts is written behind them as a fraction. The server has the same in `store/registers.py`.
 */

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = DIGITS.length;
const WIDTH = 4;
const LIMIT = BASE ** WIDTH;
const MIDDLE = LIMIT / 2;

const digit = (word: string, at: number): number => Math.max(0, DIGITS.indexOf(word.charAt(at)));

function count(word: string): number {
  let value = 0;
  for (let at = 0; at < WIDTH; at += 1) value = value * BASE + digit(word, at);
  return value;
}

function written(value: number): string {
  let rest = value;
  let word = '';
  for (let at = 0; at < WIDTH; at += 1) {
    word = DIGITS.charAt(rest % BASE) + word;
    rest = Math.floor(rest / BASE);
  }
  return word;
}

/** A fraction above `low` and below `high` (nothing: one); of places that leave no room, any. */
function fraction(low: string, high: string | undefined): string {
  let word = '';
  let bound = high;
  const length = Math.max(low.length, high?.length ?? 0);
  for (let at = 0; at <= length; at += 1) {
    const from = digit(low, at);
    const to = bound === undefined ? BASE : digit(bound, at);
    if (to - from > 1) return word + DIGITS.charAt((from + to) >> 1);
    word += DIGITS.charAt(from);
    // Once below the bound, every further digit may be anything.
    if (to > from) bound = undefined;
  }
  return word + DIGITS.charAt(BASE / 2);
}

/** A word after `low` and before `high`; without them, anywhere, at the end, at the beginning. */
export function between(low: string | undefined, high: string | undefined): string {
  if (low === undefined && high === undefined) return written(MIDDLE);
  if (low === undefined) {
    const value = count(high as string);
    if (value > 0) return written(value - 1);
    return written(0) + fraction('', (high as string).slice(WIDTH));
  }
  const from = count(low);
  if (high === undefined) {
    return from < LIMIT - 1 ? written(from + 1) : written(from) + fraction(low.slice(WIDTH), undefined);
  }
  const to = count(high);
  if (to - from > 1) return written(Math.floor((from + to) / 2));
  const same = to === from;
  return written(from) + fraction(low.slice(WIDTH), same ? high.slice(WIDTH) : undefined);
}
