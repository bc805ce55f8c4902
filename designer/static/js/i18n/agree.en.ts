import type { agree as french } from './agree.fr';

export const agree: { [K in keyof typeof french]: string } = {
  title: 'The sheet and the flowchart do not say the same',
  'count.one': '{count} difference',
  'count.other': '{count} differences',
  'fix.deliverable.remove': 'Remove “{name}”',
  'fix.deliverable.number': 'Write “{name}”',
  'fix.deliverable.add': 'Add “{name}”',
  'fix.kpi.remove': 'Remove the indicator',
  'fix.expected.remove': 'Remove this expected rate',
  'fix.kpi.within': 'Read it over {length}',
  'fix.moment': 'Take “{name}”',
  'fix.segment.remove': 'Remove “{name}”',
  derived: 'From the flowchart',
  'kpi.add': 'Add: {name}',
  'segment.add': 'Add: {name}',
  'segment.why': 'The audience asks for it.',
};
