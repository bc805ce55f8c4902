import { expect, test } from 'vitest';
import type { Scenario } from '../../../model/document';
import { Graph } from '../../../model/graph';
import { channelsOf, contactTimes, missingFields, undelivered } from '../readiness';

const empty: Scenario = { format: 'scenario/1', key: 'x', name: '', nodes: [], edges: [] };

const three: Scenario = {
  ...empty,
  sheet: {
    objective: 'retention',
    segments: ['all'],
    content: { offer: { fr: 'Un guide' } },
    key_moment: { family: 'relational' },
  },
  trigger: { kind: 'event', event: 'order.placed' },
  audience: { all: [] },
  nodes: [
    { id: 'start', kind: 'trigger' },
    { id: 'm1', kind: 'message', channel: 'email', template: 'guide' },
    { id: 'w1', kind: 'wait', for: 'P3D' },
    { id: 'e1', kind: 'wait_event', event: 'order.placed', timeout: 'PT12H' },
    { id: 'm2', kind: 'message', channel: 'sms', if_blocked: 'fallback', fallback: ['email', 'call'] },
    { id: 'm3', kind: 'message', channel: 'push' },
    { id: 'end', kind: 'exit' },
  ],
  edges: [
    { from: 'start', to: 'm1' },
    { from: 'm1', to: 'w1' },
    { from: 'w1', to: 'e1' },
    { from: 'e1', path: 'event', to: 'm3' },
    { from: 'e1', path: 'timeout', to: 'm2' },
    { from: 'm2', to: 'end' },
    { from: 'm3', to: 'end' },
  ],
};

test('an empty draft lacks all six', () => {
  expect(missingFields(empty)).toEqual([
    'objective',
    'segments',
    'audience',
    'moment',
    'content',
    'channels',
  ]);
});

test('everyone, said on purpose, is an audience', () => {
  expect(missingFields(three)).toEqual([]);
  const { audience: _, ...silent } = { ...three, sheet: { ...three.sheet, segments: [] } };
  expect(missingFields(silent)).toEqual(['segments', 'audience']);
});

test('a text of spaces and a moment without words say nothing', () => {
  const vague: Scenario = {
    ...three,
    sheet: { ...three.sheet, key_moment: { moment: ' ' }, content: { offer: { fr: '  ' } } },
  };
  expect(missingFields(vague)).toEqual(['moment', 'content']);
});

test('a broken draft is missing, never a crash', () => {
  const broken = { ...empty, sheet: { segments: 'all', content: 3 } } as unknown as Scenario;
  expect(missingFields(broken)).toContain('segments');
});

test('channels come with their fallbacks, once each', () => {
  expect(channelsOf(three)).toEqual(['email', 'sms', 'call', 'push']);
});

test('times are numbered in reading order, with the minute of those that have one', () => {
  const times = contactTimes(new Graph(three));
  expect(times.map(({ name, node, after }) => [name, node.id, after])).toEqual([
    ['T1', 'm1', 0],
    ['T2', 'm3', undefined],
    ['T3', 'm2', 5040],
  ]);
});

test('deliverables already named are not offered again', () => {
  const named: Scenario = {
    ...three,
    sheet: { deliverables: [{ name: 'E-mail guide' }, { name: { fr: 'SMS du temps 3' } }] },
  };
  const left = undelivered(named, contactTimes(new Graph(named)));
  expect(left.map(({ name }) => name)).toEqual(['T2']);
});

test('a number that another channel had does not stand for the message drawn in front of it', () => {
  const named: Scenario = { ...three, sheet: { deliverables: [{ name: 'Courriel du temps 2' }] } };
  const times = contactTimes(new Graph(named));
  expect(undelivered(named, times).map(({ name }) => name)).toContain('T2');
});
