import { expect, it } from 'vitest';
import { places, sample } from '../../model/__tests__/sample';
import { flowPicture } from '../picture';
import { type Moment, Speaker } from '../reading';
import { ribbonsOf, spread } from '../ribbons';
import { peaks, readPair, type Side } from '../run';
import { compared } from './sample';

const wording = {
  locale: 'en' as const,
  step: (node: { id: string }) => ({ title: `Step <${node.id}>`, detail: 'left out' }),
  way: (_: unknown, way: string) => way,
};

function picture(side: Side): string {
  const pair = readPair(compared());
  const speaker = new Speaker(pair, { step: (node) => wording.step(node).title, way: wording.way }, 'en');
  const moment: Moment = { side, period: 'start', day: 2 };
  const { ways, most } = peaks(pair, side, 'start');
  const at = spread(places);
  const names = { title: 'Flow & more', run: 'Both', second: 'Deux par semaine' };
  return flowPicture(speaker, wording, at, ribbonsOf(sample(), at, ways, most), most, moment, names);
}

it('is one sound document with every step, count and date', () => {
  const svg = picture('first');
  for (const words of ['Flow &amp; more', 'Step &lt;m2&gt;', '30 entries', 'From 1 Jan 1998 to 3 Jan 1998'])
    expect(svg).toContain(words);
  expect(svg).not.toContain('left out');
  const open = svg.match(/<g[ >]/g)?.length;
  expect(svg.match(/<\/g>/g)?.length).toBe(open);
});

it('tells more from less by colour, sign and words', () => {
  const svg = picture('difference');
  expect(svg).toContain('+4');
  expect(svg).toContain('−4');
  expect(svg).toContain('more in “Deux par semaine”');
  expect(svg).toContain('fewer in “Deux par semaine”');
});
