import { expect, it } from 'vitest';
import { places, sample } from '../../model/__tests__/sample';
import { cut, drawing, lines, type Words } from '../svg';

const words: Words = {
  locale: 'fr',
  step: (node) => ({ title: `<${node.id}> & co`, detail: node.kind }),
  way: (_, way) => way,
};

it('draws every card, line and way out, and escapes every word', () => {
  const svg = drawing(sample(), places, words);
  expect(svg.match(/<g /g)).toHaveLength(5);
  expect(svg).toContain('&lt;m1&gt; &amp; co');
  expect(svg).not.toContain('<m1>');
  expect(svg).toContain('>timeout<');
  expect(svg).toContain('>T2<');
  expect(svg).toContain('Relance de devis');
});

it('holds everything it draws', () => {
  const [, left, top, width, height] =
    /viewBox="(\S+) (\S+) (\S+) (\S+)"/.exec(drawing(sample(), places, words))?.map(Number) ?? [];
  expect(left).toBeLessThanOrEqual(-48);
  expect(top).toBeLessThan(-48);
  expect((left ?? 0) + (width ?? 0)).toBeGreaterThanOrEqual(200 + 264 + 48);
  expect((top ?? 0) + (height ?? 0)).toBeGreaterThanOrEqual(544 + 64 + 48);
});

it('draws an empty scenario', () => {
  expect(drawing({ ...sample(), nodes: [], edges: [] }, {}, words)).toContain('</svg>');
});

it('cuts long words with an ellipsis', () => {
  expect(cut('short', 13, 200)).toBe('short');
  expect(cut('a much longer title than fits', 13, 80)).toMatch(/^a much.*…$/);
});

it('breaks a long title once', () => {
  expect(lines('E-mail · Livre blanc, temps 2 : s’en servir', 13, 188)).toHaveLength(2);
  expect(lines('Attendre 2 jours', 13, 188)).toEqual(['Attendre 2 jours']);
});
