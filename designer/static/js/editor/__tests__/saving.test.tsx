import { act, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { editorWords } from '../../i18n/editor';
import type { Finding } from '../../model/document';
import { toPublish } from '../../model/document';
import type { Unsaved } from '../texts';
import { overall, SaveLabel } from '../toolbar/SaveLabel';

const t = editorWords('en');
const text = (save: Unsaved['save']): Unsaved => ({ key: 'one', name: 'One', save });

afterEach(() => vi.useRealTimers());

it('says what went wrong before what is under way', () => {
  expect(overall({ kind: 'saved' }, []).kind).toBe('saved');
  expect(overall({ kind: 'saved' }, [text('waiting')]).kind).toBe('dirty');
  expect(overall({ kind: 'saved' }, [text('waiting'), text('saving')]).kind).toBe('saving');
  expect(overall({ kind: 'saving' }, [text('conflict')]).kind).toBe('text');
  expect(overall({ kind: 'conflict' }, [text('refused')]).kind).toBe('conflict');
});

it('says so when saving takes long', () => {
  vi.useFakeTimers();
  const nothing = (): void => {};
  const label = (kind: 'saving' | 'saved') => (
    <SaveLabel
      status={{ kind }}
      readOnly={false}
      locale="en"
      t={t}
      onSave={nothing}
      onConflict={nothing}
      onText={nothing}
    />
  );
  const { rerender } = render(label('saving'));
  expect(screen.getByRole('status').textContent).toBe('Saving…');
  act(() => vi.advanceTimersByTime(3_000));
  expect(screen.getByRole('status').textContent).toBe('Saving takes longer than usual…');
  rerender(label('saved'));
  expect(screen.getByRole('status').textContent).toBe('Saved');
});

it('weighs a warning that forbids publishing as an error', () => {
  const finding: Finding = {
    rule: 'sheet-complete',
    severity: 'warning',
    blocks: true,
    scenario: 'a',
    node: null,
    message: { fr: '', en: '' },
  };
  expect(toPublish(finding).severity).toBe('error');
  expect(toPublish({ ...finding, blocks: false }).severity).toBe('warning');
});
