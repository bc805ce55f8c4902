/** One text made from another by putting words in place of a stretch of it. */
interface Change {
  /** The stretch of the former text, in characters. */
  from: number;
  to: number;
  put: string;
}

/** The shortest single change that makes `after` of `before`. */
function changeOf(before: string, after: string): Change {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let tail = 0;
  while (tail < most - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { from, to: before.length - tail, put: after.slice(from, after.length - tail) };
}

const costOf = ({ from, to, put }: Change): number => to - from + put.length;

/** As many letters are no coincidence: they are the same words. */
const SAME_WORDS = 3;

/**
 * Both people's words, where two typed in one text at once.
 *
 * `known` are the values that the text had here, typed or heard of, oldest first, the last being the present one;
 * `theirs` is what came in its place. It was made from one of them: from the one that it differs least from.
 */
export function bothTexts(known: readonly string[], theirs: string): string {
  const last = known.at(-1) ?? theirs;
  let base = last;
  for (const one of [...known].reverse())
    if (costOf(changeOf(one, theirs)) < costOf(changeOf(base, theirs))) base = one;
  const ours = changeOf(base, last);
  const other = changeOf(base, theirs);
  // Nothing of ours is missing there.
  if (costOf(ours) === 0 || (ours.put.length >= SAME_WORDS && other.put.includes(ours.put))) return theirs;
  if (ours.to < other.from || (ours.to === other.from && ours.from < other.from))
    return (
      base.slice(0, ours.from) + ours.put + base.slice(ours.to, other.from) + other.put + base.slice(other.to)
    );
  if (other.to <= ours.from)
    return (
      base.slice(0, other.from) + other.put + base.slice(other.to, ours.from) + ours.put + base.slice(ours.to)
    );
  // Two changes of one stretch: the words of both stand in its place.
  const from = Math.min(ours.from, other.from);
  const to = Math.max(ours.to, other.to);
  return base.slice(0, from) + other.put + ours.put + base.slice(to);
}

/** Where a place in `before` is in `after`: words that came in ahead of it push it on. */
export function placeIn(before: string, after: string, place: number): number {
  const { from, to, put } = changeOf(before, after);
  if (place <= from) return place;
  return place >= to ? place + put.length - (to - from) : from + put.length;
}
