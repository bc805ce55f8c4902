import type { TrialOut } from '../../api/schema';
import { edgeKey } from '../../model/graph';
import type { Mark } from '../canvas/marks';
import type { Telling } from './words';

const HELD: Readonly<Record<string, 'mark.sent' | 'mark.delayed' | 'mark.skipped'>> = {
  sent: 'mark.sent',
  merged: 'mark.sent',
  control: 'mark.skipped',
  delayed: 'mark.delayed',
  skipped: 'mark.skipped',
  exited: 'mark.skipped',
};

/** The path that was taken, as the canvas marks it: each step with when, where the contact stands, the links. */
export function marksOf(told: TrialOut, scenario: string, telling: Telling): Map<string, Mark> {
  const marks = new Map<string, Mark>();
  const { clock, t } = telling;
  for (const step of told.steps) {
    if (step.scenario !== scenario || step.version !== told.version || step.node === '') continue;
    const at = clock.moment(step.at);
    if (step.kind === 'step') marks.set(step.node, { tone: 'path', words: at });
    const held = step.decision && HELD[step.decision.verdict];
    if (held)
      marks.set(step.node, { tone: held === 'mark.sent' ? 'path' : 'changed', words: t(held, { at }) });
  }
  for (const { source, path, target } of told.links)
    marks.set(edgeKey({ from: source, path, to: target }), { tone: 'path', words: '' });
  for (const { node, version } of told.inside)
    if (version === told.version) marks.set(node, { tone: 'here', words: t('mark.here') });
  return marks;
}
