import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { within } from '../../fields/__tests__/stage';
import type { Fault, Template } from '../../fields/server';
import { useProof } from '../useProof';
import { Variants } from '../Variants';
import { Words } from '../Words';

let found: Fault[] = [];
let current: Template;

beforeEach(() => {
  found = [];
  vi.stubGlobal('fetch', async () => Response.json({ faults: found, filters: ['default', 'upcase'] }));
});
afterEach(() => vi.unstubAllGlobals());

function Host({ start }: { start: Template }) {
  const [template, setTemplate] = useState(start);
  const [chosen, setChosen] = useState<string>();
  current = template;
  const about = { event: 'order.placed' };
  const proof = useProof(template, about);
  return (
    <>
      <Variants chosen={chosen} edit={setTemplate} onChoose={setChosen} template={template} />
      <Words about={about} edit={setTemplate} proof={proof} template={template} variant={chosen} />
    </>
  );
}

function open(parts: Partial<Template> = {}): void {
  within(<Host start={{ format: 'message/1', key: 't', channel: 'email', name: 'T', ...parts }} />);
}

const subject = (): HTMLTextAreaElement => screen.getByLabelText('Subject (English)');

test('names are offered once a field is opened, and one is chosen by the keyboard', async () => {
  open();
  // In what user-event types, two braces are one.
  await userEvent.type(subject(), 'Hi {{{{ cit');
  const list = screen.getByRole('listbox');
  expect(screen.getAllByRole('option')[0]?.textContent).toContain('city');
  expect(subject().getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[0]?.id);
  expect(subject().getAttribute('aria-controls')).toBe(list.id);
  await userEvent.keyboard('{Enter}');
  expect(current.subject).toEqual({ en: 'Hi {{ city }}' });
  expect(screen.queryByRole('listbox')).toBeNull();
  expect(subject().selectionStart).toBe('Hi {{ city }}'.length);
});

test('the arrows go through the names and round', async () => {
  open();
  await userEvent.type(subject(), '{{{{ ');
  const [first] = screen.getAllByRole('option');
  await userEvent.keyboard('{ArrowUp}');
  const last = screen.getAllByRole('option').at(-1);
  expect(last?.getAttribute('aria-selected')).toBe('true');
  expect(last?.getAttribute('aria-posinset')).toBe(last?.getAttribute('aria-setsize'));
  await userEvent.keyboard('{ArrowDown}');
  expect(screen.getAllByRole('option')[0]?.textContent).toBe(first?.textContent);
});

test('escape closes the list and not the window around', async () => {
  open();
  await userEvent.type(subject(), '{{{{ ');
  expect(fireEvent.keyDown(subject(), { key: 'Escape' })).toBe(false);
  expect(screen.queryByRole('listbox')).toBeNull();
  expect(fireEvent.keyDown(subject(), { key: 'Escape' })).toBe(true);
});

test('a line takes no line breaks, a text does', async () => {
  open();
  fireEvent.change(subject(), { target: { value: 'One\n two' } });
  fireEvent.change(screen.getByLabelText('Message (English)'), { target: { value: 'One\ntwo' } });
  expect(current).toMatchObject({ subject: { en: 'One two' }, body: { en: 'One\ntwo' } });
});

test('a fault is said below its text and mended by one press', async () => {
  found = [
    {
      kind: 'field',
      severity: 'warning',
      part: 'subject',
      language: 'en',
      start: 6,
      end: 10,
      message: { fr: 'Rien ne remplit le champ.', en: 'Nothing fills the field.' },
      instead: 'city',
    },
  ];
  open({ subject: { en: 'Hi {{ ctiy }}' } });
  await screen.findByText('Nothing fills the field.', {}, { timeout: 4000 });
  expect(subject().getAttribute('aria-describedby')).toBeTruthy();
  expect(document.querySelector('[data-fault="warning"]')?.textContent).toBe('ctiy');
  found = [];
  await userEvent.click(screen.getByRole('button', { name: 'Replace with “city”' }));
  expect(current.subject).toEqual({ en: 'Hi {{ city }}' });
  await waitFor(() => expect(screen.queryByText('Nothing fills the field.')).toBeNull(), { timeout: 4000 });
});

test('a variant has its own words, and what it leaves empty reads as the main text', async () => {
  open({ subject: { en: 'To all' } });
  await userEvent.click(screen.getByRole('button', { name: 'Variant' }));
  expect(current.variants).toEqual([{ key: 'v1', when: { any: [] } }]);
  expect(screen.getByText('Nobody for now: say who reads this variant.')).toBeTruthy();
  expect(subject().placeholder).toBe('As in the main text: To all');
  await userEvent.type(subject(), 'To few');
  await userEvent.type(screen.getByLabelText('Name of the variant'), 'Few');
  expect(current).toMatchObject({
    subject: { en: 'To all' },
    variants: [{ key: 'v1', name: { en: 'Few' }, subject: { en: 'To few' } }],
  });
  await userEvent.clear(subject());
  expect(current.variants?.[0]).not.toHaveProperty('subject');
});

test('a variant that is deleted can be put back', async () => {
  open({ variants: [{ key: 'v1', when: { any: [] }, name: 'Few', subject: 'To few' }] });
  await userEvent.click(screen.getByRole('button', { name: 'Few' }));
  await userEvent.click(screen.getByRole('button', { name: 'Delete the variant' }));
  expect(current.variants).toBeUndefined();
  await userEvent.click(screen.getByRole('button', { name: 'Put it back' }));
  expect(current.variants).toMatchObject([{ key: 'v1', subject: 'To few' }]);
});

test('an SMS tells its length, and typographic signs are written plainly by one press', async () => {
  open({ channel: 'sms', text: { en: 'It’s on' } });
  expect(screen.getByText('7 characters, 1 SMS (63 left)')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Write with plain signs' }));
  expect(current.text).toEqual({ en: "It's on" });
  expect(screen.getByText('7 characters, 1 SMS (153 left)')).toBeTruthy();
});
