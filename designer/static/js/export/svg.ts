import type { Point } from '../layout/route';
import type { Channel, Node, Scenario } from '../model/document';
import { CARD, cardHeight, portAt } from '../model/geometry';
import type { Graph } from '../model/graph';

/** What the picture says of a step; the editor's wording satisfies it. */
export interface Words {
  readonly locale: 'fr' | 'en';
  step(node: Node, scenario: Scenario): { title: string; detail: string };
  way(node: Node, way: string): string;
}

/** A picture is printed: the light colours, whatever the theme of the screen. */
export const INK = { ink: '#1b1a18', soft: '#66635c', line: '#8d8b84', border: '#d9d7d1', paper: '#ffffff' };
export const TONES: Record<Node['kind'], [strong: string, soft: string]> = {
  trigger: ['#1c4d10', '#e1f1e3'],
  message: ['#233fb6', '#e5eafc'],
  wait: ['#91600b', '#faefd8'],
  wait_event: ['#91600b', '#faefd8'],
  split: ['#7450c7', '#efe9fb'],
  experiment: ['#6e0d6b', '#f8e6f7'],
  task: ['#97413b', '#fae8e6'],
  update: ['#08707f', '#dcf2f3'],
  exit: ['#474a56', '#e9ebee'],
};

/** Simple signs in a 20-pixel square, drawn with lines. */
const SIGNS: Record<Node['kind'], string> = {
  trigger: 'M11 2 4 12h6l-1 6 7-10h-6z',
  message: 'M3 5h14v10H3zM3 6l7 5 7-5',
  wait: 'M10 3a7 7 0 1 0 .01 0M10 6v4l3 2',
  wait_event: 'M5 3h10M5 17h10M6 3c0 4 3 5 4 7-1 2-4 3-4 7M14 3c0 4-3 5-4 7 1 2 4 3 4 7',
  split: 'M10 3v5M10 8 5 13v4M10 8l5 5v4',
  experiment: 'M8 3h4M9 3v5l-5 9h12l-5-9V3',
  task: 'M5 4h10v13H5zM8 3h4v2H8zM7.5 9h5M7.5 12.5h5',
  update: 'M4 16l1-4 8-8 3 3-8 8zM11 17h6',
  exit: 'M8 4H4v12h4M8 10h9M13 6l4 4-4 4',
};

/** Messages wear their channel's sign. */
const CHANNEL_SIGNS: Record<Channel, string> = {
  email: SIGNS.message,
  sms: 'M3 4h14v10H9l-4 3v-3H3zM6.5 8h7M6.5 11h4',
  push: 'M5 14h10l-1.5-2V8.5a3.5 3.5 0 0 0-7 0V12zM8.5 16.5h3',
  call: 'M5 3h3l1.5 4-2 1.5a9 9 0 0 0 4 4L13 10.5l4 1.5v3c0 1-1 2-2 2C9 17 3 11 3 5c0-1 1-2 2-2z',
  mail: 'M3 9l7-6 7 6v8H3zM3 9l7 5 7-5',
  onsite: 'M3 4h14v12H3zM3 7.5h14M6 11h5',
  audience:
    'M7 9a3 3 0 1 0-.01 0M2 16c0-3 2-4.5 5-4.5s5 1.5 5 4.5M13 9a2.5 2.5 0 1 0 0-5M14 11.5c2.5 0 4 1.5 4 4.5',
  webhook: 'M6 13a3 3 0 1 0 3 3h5M10 7l-3 6M13 6a3 3 0 1 0-4 2M11 7l3 6a3 3 0 1 1-1 4',
  meeting: 'M3 5h10v10H3zM13 9l4-2v6l-4-2',
};

/** Words as they stand in XML. */
export function escaped(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Average width of a character, as a share of the font's size: enough to cut, too coarse to justify. */
function widthOf(words: string, size: number): number {
  let width = 0;
  for (const sign of words) {
    width += /[ilj.,:;'|!·]/.test(sign)
      ? 0.3
      : /[mwMW@%]/.test(sign)
        ? 0.88
        : /\p{Lu}/u.test(sign)
          ? 0.68
          : 0.56;
  }
  return width * size;
}

/** The words cut to a width in pixels, with an ellipsis where something is missing. */
export function cut(words: string, size: number, width: number): string {
  if (widthOf(words, size) <= width) return words;
  let kept = [...words];
  while (kept.length > 1 && widthOf(`${kept.join('')}…`, size) > width) kept = kept.slice(0, -1);
  return `${kept.join('').trimEnd()}…`;
}

/** The words on one line or two, the second cut where they need a third. */
export function lines(words: string, size: number, width: number): string[] {
  if (widthOf(words, size) <= width) return [words];
  const parts = words.split(' ');
  let first = '';
  let taken = 0;
  for (const part of parts) {
    const longer = first === '' ? part : `${first} ${part}`;
    if (widthOf(longer, size) > width) break;
    first = longer;
    taken += 1;
  }
  if (taken === 0) return [cut(words, size, width)];
  return [first, cut(parts.slice(taken).join(' '), size, width)];
}

/** A line of words at a place. */
export function text(x: number, y: number, size: number, words: string, rest = ''): string {
  return `<text x="${x}" y="${y}" font-size="${size}"${rest}>${escaped(words)}</text>`;
}

/** One step as it is printed, its words and ways out said by `words`. */
export function card(
  node: Node,
  place: Point,
  time: string | undefined,
  scenario: Scenario,
  graph: Graph,
  words: Words,
): string {
  const [strong, soft] = TONES[node.kind] ?? TONES.exit;
  const said = words.step(node, scenario);
  const height = cardHeight(node);
  const ways = graph.waysOf(node.id);
  const room = CARD.width - 64 - 12;
  const title = lines(said.title, 13, room);
  const detail = said.detail;
  const rows = title.length + (detail ? 1 : 0);
  // The block of words is centred beside the sign.
  let y = CARD.body / 2 - (rows * 16) / 2 + 12;
  const sign =
    node.kind === 'message' ? CHANNEL_SIGNS[node.channel ?? 'email'] : (SIGNS[node.kind] ?? SIGNS.exit);
  const parts = [
    `<title>${escaped([time, said.title, detail].filter(Boolean).join(' · '))}</title>`,
    `<rect width="${CARD.width}" height="${height}" rx="10" fill="${INK.paper}" stroke="${INK.border}"/>`,
    `<rect x="12" y="12" width="40" height="40" rx="9" fill="${soft}"/>`,
    `<path transform="translate(${time ? '24 16) scale(0.8' : '22 22'})" d="${sign ?? SIGNS.message}" fill="none" stroke="${strong}" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round"/>`,
  ];
  if (time) parts.push(text(32, 46, 10.5, time, ` font-weight="700" text-anchor="middle" fill="${strong}"`));
  for (const line of title) {
    parts.push(text(64, y, 13, line, ` font-weight="600" fill="${INK.ink}"`));
    y += 16;
  }
  if (detail) parts.push(text(64, y, 12, cut(detail, 12, room), ` fill="${INK.soft}"`));
  if (ways.length > 1) {
    const share = CARD.width / ways.length;
    parts.push(`<path d="M0 ${CARD.body}h${CARD.width}" stroke="${INK.border}"/>`);
    ways.forEach((way, index) => {
      const x = CARD.width * portAt(index, ways.length);
      if (index > 0)
        parts.push(`<path d="M${share * index} ${CARD.body}v${CARD.ways}" stroke="${INK.border}"/>`);
      parts.push(
        text(
          x,
          CARD.body + 17,
          11,
          cut(words.way(node, way), 11, share - 10),
          ` text-anchor="middle" fill="${INK.soft}"`,
        ),
      );
    });
  }
  return `<g transform="translate(${place[0]} ${place[1]})">${parts.join('')}</g>`;
}
