import type { Scenario } from '../document';

/** Quote follow-up: a message, a wait for an answer, a second message or the end. */
export function sample(): Scenario {
  return {
    format: 'scenario/1',
    key: 'relance-devis',
    name: { fr: 'Relance de devis', en: 'Quote follow-up' },
    trigger: { kind: 'event', event: 'quote.created' },
    nodes: [
      { id: 'start', kind: 'trigger' },
      { id: 'm1', kind: 'message', channel: 'email', template: 'relance-1' },
      { id: 'e1', kind: 'wait_event', event: 'form.sent', timeout: 'P2D' },
      { id: 'm2', kind: 'message', channel: 'sms' },
      { id: 'end', kind: 'exit' },
    ],
    edges: [
      { from: 'start', to: 'm1' },
      { from: 'm1', to: 'e1' },
      { from: 'e1', path: 'event', to: 'end' },
      { from: 'e1', path: 'timeout', to: 'm2' },
      { from: 'm2', to: 'end' },
    ],
  };
}

/** A place for every card of the sample, straight down. */
export const places: Record<string, [number, number]> = {
  start: [0, 0],
  m1: [0, 128],
  e1: [0, 256],
  m2: [200, 416],
  end: [0, 544],
};
