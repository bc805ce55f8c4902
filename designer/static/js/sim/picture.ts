import { card, cut, INK, lines, text, type Words } from '../export/svg';
import type { Places } from '../model/commands';
import type { Node } from '../model/document';
import { CARD } from '../model/geometry';
import type { Moment, Speaker } from './reading';
import { coverOf, type Ribbon, widthOf } from './ribbons';
import { type Count, type Figures, figuresAt } from './run';

const MARGIN = 48;
const HEADING = 84;
const FOOT = 84;
/** Narrower, the legend would not fit. */
const NARROWEST = 620;
const FONT = "Inter, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
/** A picture is printed: light, whatever the theme of the screen. */
const FLOW = { plain: '#b9c4f0', more: '#8fa3ea', less: '#e3b56a' };
const LABEL = 12;

function toneOf(count: number, moment: Moment): string {
  if (moment.side !== 'difference') return FLOW.plain;
  return count > 0 ? FLOW.more : FLOW.less;
}

function line(ribbon: Ribbon, figures: Figures, most: number, moment: Moment): string {
  const count = figures.way(ribbon.from, ribbon.path);
  if (count === 0)
    return `<path d="${ribbon.d}" fill="none" stroke="${INK.line}" stroke-width="1" stroke-dasharray="3 5"/>`;
  const width = widthOf(count, most);
  const tone = toneOf(count, moment);
  const [x, y] = ribbon.end;
  const half = Math.max(5, Math.min(width / 2 + 3, 9));
  const head =
    width < 8 || ribbon.back
      ? `<path d="M${x - half} ${y - 9}L${x} ${y}L${x + half} ${y - 9}z" fill="${tone}"/>`
      : '';
  return `<path d="${ribbon.d}" fill="none" stroke="${tone}" stroke-width="${width}"/>${head}`;
}

function label(ribbon: Ribbon, figures: Figures, speaker: Speaker, moment: Moment): string {
  const count = figures.way(ribbon.from, ribbon.path);
  if (count === 0) return '';
  const words = speaker.brief(count, moment.side);
  const [x, y] = ribbon.label;
  const width = words.length * LABEL * 0.62 + 14;
  return `<rect x="${x - width / 2}" y="${y - 10}" width="${width}" height="20" rx="10" fill="${INK.paper}" stroke="${INK.border}"/>${text(x, y + 4, LABEL, words, ` font-weight="600" text-anchor="middle" fill="${INK.ink}"`)}`;
}

/** Signs of what messages count, in a 12-pixel square. */
const SIGNS: Record<Exclude<Count, 'arrived'>, [path: string, ink: string]> = {
  sent: ['M1 6 11 1 8.5 11 5.5 7zM11 1 5.5 7', INK.soft],
  delayed: [
    'M2.5 1h7M2.5 11h7M3.5 1c0 3 1.5 4 2.5 5-1 1-2.5 2-2.5 5M8.5 1c0 3-1.5 4-2.5 5 1 1 2.5 2 2.5 5',
    '#865300',
  ],
  skipped: ['M6 1a5 5 0 1 0 .01 0M2.5 2.5l7 7', '#b3261e'],
};
const DIGIT = 6.9;

function sign(x: number, y: number, count: Exclude<Count, 'arrived'>): string {
  const [path, ink] = SIGNS[count];
  return `<path transform="translate(${x} ${y - 9.5}) scale(0.9)" d="${path}" fill="none" stroke="${ink}" stroke-width="1.3" stroke-linejoin="round"/>`;
}

/** What a step counts, on the line under its title. */
function counts(node: Node, title: string, figures: Figures, speaker: Speaker, { side }: Moment): string {
  const rows = lines(title, 13, CARD.width - 76).length;
  const y = CARD.body / 2 - ((rows + 1) * 16) / 2 + 12 + rows * 16;
  const arrived = figures.count(node.id, 'arrived');
  if (node.kind !== 'message') {
    const words = speaker.counted(node.kind === 'trigger' ? 'entered' : 'arrived', arrived, side);
    return text(64, y, 12, words, ` fill="${INK.soft}"`);
  }
  const number = speaker.brief(arrived, side);
  const parts = [text(64, y, 12, number, ` font-weight="650" fill="${INK.ink}"`)];
  let x = 64 + number.length * DIGIT + 9;
  for (const count of ['sent', 'delayed', 'skipped'] as const) {
    const value = figures.count(node.id, count);
    if (value === 0 && count !== 'sent') continue;
    const words = speaker.brief(value, side);
    parts.push(sign(x, y, count), text(x + 13, y, 12, words, ` fill="${SIGNS[count][1]}"`));
    x += 13 + words.length * DIGIT + 8;
  }
  return parts.join('');
}

/** What widths, colours and signs mean, on one line. */
function legend(
  x: number,
  y: number,
  speaker: Speaker,
  most: number,
  moment: Moment,
  names: PictureNames,
): string {
  const { t } = speaker;
  const differs = moment.side === 'difference';
  const widest = `${t(differs ? 'legend.width.difference' : 'legend.width')} ${speaker.number(most, 'first')}`;
  const parts: string[] = [];
  let at = x;
  let line = y;
  const say = (words: string, before: number): void => {
    parts.push(text(at + before, line, 11, words, ` fill="${INK.soft}"`));
    at += before + words.length * 5.8 + 20;
  };
  say(widest, 0);
  at = x;
  line += 20;
  if (differs) {
    for (const [tone, words] of [
      [FLOW.more, t('legend.more', { name: names.second })],
      [FLOW.less, t('legend.less', { name: names.second })],
    ] as const) {
      parts.push(`<rect x="${at}" y="${line - 9}" width="20" height="10" rx="2" fill="${tone}"/>`);
      say(words, 26);
    }
    at = x;
    line += 20;
  }
  parts.push(text(at, line, 11, t('legend.number'), ` font-weight="650" fill="${INK.ink}"`));
  say(t('legend.arrived'), 24);
  for (const count of ['sent', 'delayed', 'skipped'] as const) {
    parts.push(sign(at, line, count));
    say(t(`legend.${count}`), 15);
  }
  return parts.join('');
}

interface PictureNames {
  title: string;
  /** Which run, or which two. */
  run: string;
  second: string;
}

/** The flow of one date as an SVG document of its own; no font or style from outside. */
export function flowPicture(
  speaker: Speaker,
  wording: Words,
  places: Places,
  ribbons: readonly Ribbon[],
  most: number,
  moment: Moment,
  names: PictureNames,
): string {
  const { graph, scenario } = speaker;
  const figures = figuresAt(speaker.pair, moment.side, moment.day, moment.period);
  const times = graph.contactTimes();
  const titleOf = (node: Node): string => wording.step(node, scenario).title;
  // The counts stand where the editor has the detail; a space keeps the line free.
  const words: Words = {
    locale: speaker.locale,
    way: (node, way) => wording.way(node, way),
    step: (node) => ({ title: titleOf(node), detail: ' ' }),
  };
  const order = graph.order().flatMap((id) => {
    const node = graph.nodes.get(id);
    const place = places[id];
    return node && place ? [{ node, place }] : [];
  });
  const cover = coverOf(scenario, places, ribbons);
  const left = cover.left - MARGIN;
  const top = cover.top - MARGIN - HEADING;
  const bottom = cover.bottom + MARGIN;
  const right = cover.right + MARGIN;
  const width = Math.max(right - left, NARROWEST);
  const height = bottom + FOOT - top;
  const room = width - MARGIN * 2;
  const start = left + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="${FONT}">`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${INK.paper}"/>`,
    text(start, top + MARGIN, 20, cut(names.title, 20, room), ` font-weight="650" fill="${INK.ink}"`),
    text(start, top + MARGIN + 22, 13, cut(names.run, 13, room), ` fill="${INK.soft}"`),
    text(start, top + MARGIN + 40, 13, cut(speaker.over(moment), 13, room), ` fill="${INK.soft}"`),
    ...ribbons.map((ribbon) => line(ribbon, figures, most, moment)),
    ...order.map(({ node, place: [x, y] }) =>
      [
        card(node, [x, y], times.get(node.id), scenario, graph, words),
        `<g transform="translate(${x} ${y})">${counts(node, titleOf(node), figures, speaker, moment)}</g>`,
      ].join(''),
    ),
    ...ribbons.map((ribbon) => label(ribbon, figures, speaker, moment)),
    legend(start, bottom + 12, speaker, most, moment, names),
    '</svg>',
  ].join('');
}
