import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../../model/__tests__/catalogue';
import { sample } from '../../model/__tests__/sample';
import type { Node, Scenario, Trigger } from '../../model/document';
import { Wording } from '../stepWords';

const label = (fr: string, en: string) => ({ fr, en });
const catalogue = catalogueOf({
  categories: [{ key: 'commercial', label: label('Commerciale', 'Commercial') }],
  attributes: [{ name: 'birth_date', type: 'date', label: label('Date de naissance', 'Date of birth') }],
  events: [{ name: 'form.sent', properties: {}, label: label('Réponse', 'Answer') }],
  templates: [{ key: 'relance-1', channel: 'email', name: label('Relance devis 1', 'Quote 1') }],
});
const plain = (words: string): string => words.replace(/[\u00a0\u202f]/g, ' ');
const fr = new Wording(catalogue, 'fr');
const en = new Wording(catalogue, 'en');

describe('a step in words', () => {
  it.each<[Node, string, string]>([
    [
      { id: 'm1', kind: 'message', channel: 'email', template: 'relance-1' },
      'E-mail · Relance devis 1',
      'E-mail · Quote 1',
    ],
    [{ id: 'm2', kind: 'message', channel: 'sms' }, 'SMS · à rédiger', 'SMS · to be written'],
    [{ id: 'w', kind: 'wait', for: 'P2D' }, 'Attendre 2 jours', 'Wait 2 days'],
    [{ id: 'w', kind: 'wait', until: { time: '09:00' } }, 'Attendre 09:00', 'Wait until 09:00'],
    [
      { id: 'w', kind: 'wait', until: { attribute: 'birth_date', offset: '-P3D' } },
      '3 jours avant date de naissance',
      '3 days before date of birth',
    ],
    [{ id: 'w', kind: 'wait' }, 'Attendre… à régler', 'Wait… to be set'],
    [
      { id: 'e', kind: 'wait_event', event: 'form.sent', timeout: 'P2D' },
      'Réponse ? sous 2 jours',
      'Answer? within 2 days',
    ],
    [{ id: 's', kind: 'split', paths: [{ path: 'vip' }] }, 'Quelle condition ?', 'Which condition?'],
    [{ id: 't', kind: 'task', label: 'Rappeler' }, 'Rappeler', 'Rappeler'],
    [{ id: 'u', kind: 'update', set: {} }, 'Mettre à jour… à régler', 'Update… to be set'],
    [{ id: 'x', kind: 'exit' }, 'Fin du parcours', 'End of the journey'],
  ])('%o', (node, french, english) => {
    expect(plain(fr.step(node, sample()).title)).toBe(french);
    expect(plain(en.step(node, sample()).title)).toBe(english);
  });

  it('says so of a draft whose fields cannot be read', () => {
    const broken = { id: 'w', kind: 'wait', until: 5 } as unknown as Node;
    expect(en.step(broken, sample())).toEqual({ title: 'Wait', detail: 'One of its fields cannot be read' });
  });

  it('names the day a message leaves, where that is certain', () => {
    const scenario = sample();
    expect(fr.step(scenario.nodes[3] as Node, scenario).detail).toBe('J+2 · Commerciale');
    expect(en.step(scenario.nodes[1] as Node, scenario).detail).toBe('D+0 · Commercial');
  });
});

it.each<[Trigger | undefined, string]>([
  [undefined, 'Quel déclencheur ?'],
  [{ kind: 'event', event: 'form.sent' }, 'Réponse'],
  [{ kind: 'date', attribute: 'birth_date' }, 'Le jour de date de naissance'],
  [{ kind: 'inactivity', after: 'P180D' }, 'Inactif depuis 180 jours'],
  [{ kind: 'manual' }, 'Inscription manuelle'],
])('the trigger %o', (trigger, title) => {
  const { trigger: _, ...rest } = sample();
  const scenario: Scenario = trigger ? { ...rest, trigger } : rest;
  expect(plain(fr.step({ id: 'start', kind: 'trigger' }, scenario).title)).toBe(title);
});

it('labels ways out', () => {
  const task: Node = { id: 't', kind: 'task' };
  const test: Node = { id: 'ab', kind: 'experiment', paths: [{ path: 'a', share: 50 }] };
  const split: Node = { id: 's', kind: 'split', paths: [{ path: 'done' }] };
  expect(fr.way(task, 'refused')).toBe('refusé');
  expect(plain(fr.way(test, 'a'))).toBe('a · 50 %');
  expect(en.way(split, 'else')).toBe('else');
  expect(fr.way(split, 'done')).toBe('done');
});
