import { sample } from '../../model/__tests__/sample';

/** Three days of the quote follow-up: ten enter a day, eight of whom never answer. */
export function answer(other?: Record<string, unknown>): Record<string, unknown> {
  const day = (count: number) => [count, count, count];
  return {
    simulation: { id: 3, name: 'Politique actuelle', from: '1998-01-01T00:00:00Z', days: 3 },
    scenario: 'relance-devis',
    document: sample(),
    entered: day(10),
    nodes: {
      m1: { arrived: day(10), sent: [9, 8, 10], delayed: [1, 2, 0], skipped: [0, 0, 0] },
      e1: { arrived: [9, 8, 10] },
      m2: { arrived: [0, 0, 8], sent: [0, 0, 6], skipped: [0, 0, 2] },
      end: { arrived: [1, 1, 7] },
    },
    ways: [
      { from: 'start', path: 'next', to: 'm1', counts: day(10) },
      { from: 'm1', path: 'next', to: 'e1', counts: [9, 8, 10] },
      { from: 'e1', path: 'event', to: 'end', counts: [1, 1, 1] },
      { from: 'e1', path: 'timeout', to: 'm2', counts: [0, 0, 8] },
      { from: 'm2', path: 'next', to: 'end', counts: [0, 0, 6] },
    ],
    ...(other ? { other } : {}),
  };
}

/** The same with half as many who hear nothing, under another name. */
export function compared(): Record<string, unknown> {
  const { document: _, scenario: __, ...rest } = answer();
  return answer({
    ...rest,
    simulation: { id: 4, name: 'Deux par semaine', from: '1998-01-01T00:00:00Z', days: 3 },
    ways: [
      { from: 'start', path: 'next', to: 'm1', counts: [10, 10, 10] },
      { from: 'm1', path: 'next', to: 'e1', counts: [9, 8, 10] },
      { from: 'e1', path: 'event', to: 'end', counts: [1, 1, 5] },
      { from: 'e1', path: 'timeout', to: 'm2', counts: [0, 0, 4] },
      { from: 'm2', path: 'next', to: 'end', counts: [0, 0, 4] },
    ],
  });
}
