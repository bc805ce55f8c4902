import { render, screen } from '@testing-library/react';
import { beforeAll, expect, it, vi } from 'vitest';
import type { Api, ScenarioRecord } from '../../../api/client';
import { editorWords } from '../../../i18n/editor';
import { stack } from '../../../layout/stack';
import { catalogueOf } from '../../../model/__tests__/catalogue';
import { sample } from '../../../model/__tests__/sample';
import { Graph } from '../../../model/graph';
import { Session } from '../../session';
import { DEFAULTS } from '../../settings';
import { Wording } from '../../stepWords';
import { PublishDialog } from '../PublishDialog';

const catalogue = catalogueOf();

beforeAll(() => {
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
    this.open = false;
  };
});

async function dialog(state: ScenarioRecord['state']) {
  const scenario = sample();
  const record = {
    key: scenario.key,
    state,
    document: scenario,
    version: null,
    changed: false,
    findings: [],
    conflicts: [],
    etag: '"1"',
  } satisfies ScenarioRecord;
  const api: Api = {
    catalogue: vi.fn(),
    load: vi.fn(async () => record),
    save: vi.fn(async () => ({ etag: '"2"', findings: [], conflicts: [], changed: undefined })),
    check: vi.fn(async () => ({ findings: [], conflicts: [] })),
    remedies: vi.fn(async () => []),
    publish: vi.fn(async () => ({ version: 1 })),
    setState: vi.fn(),
    counts: vi.fn(),
    ask: vi.fn(),
    fetch: vi.fn(),
  };
  const keep = { read: () => undefined, write: () => true, clear: () => {} };
  const places = stack(scenario);
  const session = new Session(api, catalogue, record, places, async () => places, DEFAULTS, keep);
  const nothing = (): void => {};
  render(
    <PublishDialog
      session={session}
      state={session.snapshot()}
      graph={new Graph(scenario)}
      wording={new Wording(catalogue, 'en')}
      locale="en"
      t={editorWords('en')}
      onJump={nothing}
      onText={nothing}
      onConflict={nothing}
      onPublished={nothing}
      onClose={nothing}
    />,
  );
  await screen.findByText('Nothing stands in the way.');
}

it('says that publishing a paused scenario sets it going again', async () => {
  await dialog('paused');
  screen.getByText('It is paused: publishing makes it live again.');
});

it('says nothing of a pause where there is none', async () => {
  await dialog('draft');
  expect(screen.queryByText(/paused/)).toBeNull();
});
