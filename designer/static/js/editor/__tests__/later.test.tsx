import { act, render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { later, loadAll, Missing } from '../later';

it('draws what was loaded, and nothing before', async () => {
  const Part = later(async () => () => <p>the part</p>);
  const { container } = render(<Part />);
  expect(container.textContent).toBe('');
  await act(() => Part.load());
  expect(screen.getByText('the part')).toBeTruthy();
});

it('says what could not be loaded, keeps the rest, and loads it the next time', async () => {
  const fetch = vi
    .fn<() => Promise<() => React.JSX.Element>>()
    .mockRejectedValueOnce(new TypeError('no network'))
    .mockResolvedValue(() => <p>the part</p>);
  const Part = later(fetch);
  const missing = vi.fn();
  const page = (open: boolean) => (
    <Missing value={missing}>
      <p>the drawing</p>
      {open && <Part />}
    </Missing>
  );
  const view = render(page(true));
  await act(async () => {});
  expect(missing).toHaveBeenCalledTimes(1);
  expect(screen.getByText('the drawing')).toBeTruthy();

  view.rerender(page(false));
  view.rerender(page(true));
  await act(async () => {});
  expect(screen.getByText('the part')).toBeTruthy();
  expect(missing).toHaveBeenCalledTimes(1);
});

it('loads ahead what was not opened yet, and goes on after a failure', async () => {
  const lost = vi.fn(async () => Promise.reject(new TypeError('no network')));
  const found = vi.fn(async () => () => null);
  later(lost);
  later(found);
  await loadAll();
  expect(lost).toHaveBeenCalledTimes(1);
  expect(found).toHaveBeenCalledTimes(1);
});
