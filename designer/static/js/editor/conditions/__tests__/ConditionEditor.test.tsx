import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';
import type { Condition } from '../../../model/document';
import { within } from '../../fields/__tests__/stage';
import { ConditionEditor } from '../ConditionEditor';

function edit(start: Condition | undefined, event?: string): { current(): Condition | undefined } {
  let current = start;
  function Host() {
    const [value, setValue] = useState(start);
    current = value;
    return <ConditionEditor empty="Nobody" event={event} label="Who" onChange={setValue} value={value} />;
  }
  within(<Host />);
  return { current: () => current };
}

const subjects = (): HTMLElement[] => screen.getAllByRole('combobox', { name: 'Attribute, event, segment…' });

test('a first criterion starts on the first attribute, and takes the focus', async () => {
  const shown = edit(undefined);
  await userEvent.click(screen.getByRole('button', { name: 'Add a criterion' }));
  expect(shown.current()).toEqual({ eq: ['city', ''] });
  expect(subjects()[0]).toBe(document.activeElement);
});

test('a subject is found by typing, and brings the operator people mean', async () => {
  const shown = edit({ eq: ['city', 'Lyon'] });
  const [subject] = subjects();
  if (!subject) throw new Error('no subject');
  await userEvent.clear(subject);
  await userEvent.type(subject, 'sco{Enter}');
  expect(shown.current()).toEqual({ ge: ['score', 0] });
  await userEvent.clear(subject);
  await userEvent.type(subject, 'order{Enter}');
  expect(shown.current()).toEqual({ did: { event: 'order.placed', within: 'P90D' } });
});

test('typing after a click begins anew', async () => {
  const shown = edit({ eq: ['city', 'Lyon'] });
  const [subject] = subjects();
  if (!subject) throw new Error('no subject');
  await userEvent.click(subject);
  await userEvent.keyboard('score{Enter}');
  expect(shown.current()).toEqual({ ge: ['score', 0] });
});

test('a property is found by its name, through the events that have it', async () => {
  const shown = edit({ eq: ['city', 'Lyon'] });
  const [subject] = subjects();
  if (!subject) throw new Error('no subject');
  await userEvent.click(subject);
  expect(screen.queryByRole('option', { name: /whose/ })).toBeNull();
  await userEvent.keyboard('amount');
  await userEvent.click(screen.getByRole('option', { name: /Event “Order” whose amount/ }));
  expect(shown.current()).toEqual({
    did: { event: 'order.placed', within: 'P90D', where: { ge: ['amount', 0] } },
  });
});

test('a name that nothing knows is taken as written, with a type of its own', async () => {
  const shown = edit({ eq: ['city', 'Lyon'] });
  const [subject] = subjects();
  if (!subject) throw new Error('no subject');
  await userEvent.clear(subject);
  await userEvent.type(subject, 'shoe_size{Enter}');
  expect(shown.current()).toEqual({ eq: ['shoe_size', ''] });
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Type of the value' }), 'number');
  expect(shown.current()).toEqual({ eq: ['shoe_size', 0] });
});

test('the second row chooses between and and or for the whole group', async () => {
  const shown = edit({ eq: ['city', 'Lyon'] });
  await userEvent.click(screen.getByRole('button', { name: 'Add a criterion' }));
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Link between the criteria' }), 'any');
  expect(shown.current()).toEqual({ any: [{ eq: ['city', 'Lyon'] }, { eq: ['city', ''] }] });
});

test('Alt with an arrow moves the row and keeps the focus on it', async () => {
  const shown = edit({ all: [{ eq: ['city', 'Lyon'] }, { ge: ['score', 3] }] });
  subjects()[0]?.focus();
  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
  expect(shown.current()).toEqual({ all: [{ ge: ['score', 3] }, { eq: ['city', 'Lyon'] }] });
  expect(subjects()[1]).toBe(document.activeElement);
});

test('the menu inverts, groups and removes', async () => {
  const shown = edit({ all: [{ eq: ['city', 'Lyon'] }, { ge: ['score', 3] }] });
  const choose = async (name: RegExp): Promise<void> => {
    const [menu] = screen.getAllByRole('button', { name: 'Actions on the criterion' });
    if (menu) await userEvent.click(menu);
    await userEvent.click(screen.getByRole('menuitem', { name }));
  };
  await choose(/^Invert/);
  expect(shown.current()).toEqual({ all: [{ not: { eq: ['city', 'Lyon'] } }, { ge: ['score', 3] }] });
  await choose(/^Do not invert/);
  await choose(/“or” group/);
  expect(shown.current()).toEqual({ all: [{ any: [{ eq: ['city', 'Lyon'] }] }, { ge: ['score', 3] }] });
  await choose(/^Remove/);
  expect(shown.current()).toEqual({ all: [{ ge: ['score', 3] }] });
});

test('an event takes a count, a window and criteria on its own properties', async () => {
  const shown = edit({ did: { event: 'order.placed' } });
  await userEvent.type(screen.getByRole('textbox', { name: 'Number of times at least' }), '{ArrowUp}');
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Window' }), 'within');
  await userEvent.click(screen.getByRole('button', { name: 'Narrow the event' }));
  expect(shown.current()).toEqual({
    did: { event: 'order.placed', at_least: 2, within: 'P90D', where: { ge: ['amount', 0] } },
  });
});
