import { expect, it } from 'vitest';
import { stepsChanged } from '../changed';
import { addAfter, connect, move, remove, setField } from '../commands';
import type { Scenario } from '../document';
import { places, sample } from './sample';

const before = sample();
const changed = (command: (scenario: Scenario) => Scenario): string[] => {
  const scenario = command(before);
  return stepsChanged({ scenario: before, places }, { scenario, places: { ...places, ...scenario.layout } });
};

it('is nowhere without a change, or with one of the sheet', () => {
  expect(changed((scenario) => scenario)).toEqual([]);
  expect(changed((scenario) => setField(scenario, ['name', 'fr'], 'Autre'))).toEqual([]);
});

it('is on a step that says something else, or stands elsewhere', () => {
  expect(changed((scenario) => setField(scenario, ['nodes', 1, 'template'], 'other'))).toEqual(['m1']);
  expect(changed((scenario) => move(scenario, places, { e1: [400, 400] }))).toEqual(['e1']);
});

it('is on both ends of a line that came', () => {
  expect(changed((scenario) => connect(scenario, 'm2', 'next', 'm1'))).toEqual(['m1', 'm2', 'end']);
});

it('is on a step that came, and beside one that went', () => {
  expect(
    changed((scenario) => addAfter(scenario, { kind: 'exit' }, places, 'm2', 'next').scenario),
  ).toContain('end1');
  expect(changed((scenario) => remove(scenario, ['m2']))).toEqual(expect.arrayContaining(['e1']));
});
