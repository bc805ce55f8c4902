/** Where the caret stands in a text with merge fields, and what choosing a suggestion makes of it. */

export type Wanted = 'field' | 'filter' | 'tag';

/** What can be completed at the caret. */
export interface Opening {
  readonly wanted: Wanted;
  /** The word that a suggestion replaces. */
  readonly from: number;
  readonly to: number;
  /** The part of it before the caret. */
  readonly typed: string;
}

export interface Written {
  readonly text: string;
  readonly caret: number;
}

const WORD = /[\w.-]*$/;
const REST = /^[\w.-]*/;

/** The merge field or tag around the caret, or nothing where it stands in plain words. */
export function openingAt(text: string, caret: number): Opening | undefined {
  const before = text.slice(0, caret);
  const field = before.lastIndexOf('{{');
  const tag = before.lastIndexOf('{%');
  const start = Math.max(field, tag);
  if (start < 0) return undefined;
  const inside = before.slice(start + 2).replace(/^-/, '');
  const isTag = tag > field;
  if (inside.includes(isTag ? '%}' : '}}') || inQuotes(inside)) return undefined;
  const typed = WORD.exec(inside)?.[0] ?? '';
  const head = inside.slice(0, inside.length - typed.length);
  const rest = REST.exec(text.slice(caret))?.[0] ?? '';
  const opening = { from: caret - typed.length, to: caret + rest.length, typed };
  if (/\|\s*$/.test(head)) return { wanted: 'filter', ...opening };
  if (isTag && head.trim() === '') return { wanted: 'tag', ...opening };
  // The argument of a filter is any value; only a field by its name is offered.
  if (!isTag && head.trim() !== '' && !/[|:,]/.test(head)) return undefined;
  if (isTag && !/^\s*(if|elsif|unless|case|assign|for)\b/.test(head)) return undefined;
  return { wanted: 'field', ...opening };
}

function inQuotes(words: string): boolean {
  let open = '';
  for (const sign of words) {
    if (open === '') open = sign === '"' || sign === "'" ? sign : '';
    else if (sign === open) open = '';
  }
  return open !== '';
}

/**
 * The text with a suggestion written at its place, closed where it was open, and where the caret goes.
 *
 * A suggestion may hold `|caret|` once, where what depends on the reader is to be typed.
 */
export function written(text: string, opening: Opening, suggestion: string): Written {
  const before = text.slice(0, opening.from);
  const after = text.slice(opening.to);
  const gap = /(\{\{|\{%)-?$/.test(before) ? ' ' : '';
  const closing = closes(before, after) ? '' : opening.wanted === 'tag' || inTag(before) ? ' %}' : ' }}';
  const [head = '', tail] = suggestion.split('|caret|');
  const put = gap + head;
  const word = put + (tail ?? '');
  // The caret goes behind a field that is complete, into what is to be filled.
  const caret = before.length + (tail === undefined ? word.length + closing.length : put.length);
  return { text: before + word + closing + after, caret };
}

const inTag = (before: string): boolean => before.lastIndexOf('{%') > before.lastIndexOf('{{');

/** Whether the field that stands open before the caret is closed behind it. */
function closes(before: string, after: string): boolean {
  const mark = inTag(before) ? '%}' : '}}';
  const end = after.indexOf(mark);
  const next = after.search(/\{\{|\{%/);
  return end >= 0 && (next < 0 || end < next);
}

export interface Piece {
  readonly text: string;
  readonly start: number;
  readonly isTag: boolean;
}

/** A text cut into its plain words and its merge fields and tags, in order. */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(/\{\{.*?\}\}|\{%.*?%\}/gs)) {
    if (match.index > at) found.push({ text: text.slice(at, match.index), start: at, isTag: false });
    found.push({ text: match[0], start: match.index, isTag: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ text: text.slice(at), start: at, isTag: false });
  return found;
}

/** The words without merge fields and tags, as far as their length is known before anybody reads them. */
export function fixedWords(text: string): string {
  return pieces(text)
    .filter(({ isTag }) => !isTag)
    .map((piece) => piece.text)
    .join('');
}

export const hasFields = (text: string): boolean => pieces(text).some(({ isTag }) => isTag);
