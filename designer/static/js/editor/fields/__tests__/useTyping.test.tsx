import { act, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { SharedArea } from '../inputs';

let hear: (text: string) => void = () => {};

function Sheet() {
  const [text, setText] = useState('Relance. ');
  hear = setText;
  return <SharedArea aria-label="Description" value={text} onChange={setText} />;
}

const field = (): HTMLTextAreaElement => screen.getByLabelText('Description');

function type(text: string): void {
  field().focus();
  fireEvent.change(field(), { target: { value: text } });
}

it('keeps the words of both while one types', () => {
  render(<Sheet />);
  type('Relance. a');
  act(() => hear('Relance. X'));
  expect(field().value).toBe('Relance. Xa');
  type('Relance. Xab');
  act(() => hear('Relance. XY'));
  expect(field().value).toBe('Relance. XYab');
});

it('takes the own words back when one undoes', () => {
  render(<Sheet />);
  type('Relance. a');
  act(() => hear('Relance. '));
  expect(field().value).toBe('Relance. ');
});

it('shows what others write as it is once the field is left', () => {
  render(<Sheet />);
  type('Relance. a');
  act(() => field().blur());
  act(() => hear('Relance. X'));
  expect(field().value).toBe('Relance. X');
});
