import '../../designer/static/js/styles/site.css';
import '../../designer/static/js/editor/editor.css';
import './page.css';
import { createRoot } from 'react-dom/client';
import type { Api, ScenarioRecord } from '../../designer/static/js/api/client';
import { Editor } from '../../designer/static/js/editor/Editor';
import { Session } from '../../designer/static/js/editor/session';
import { DEFAULTS } from '../../designer/static/js/editor/settings';
import { arrange, firstPlaces } from '../../designer/static/js/layout/first';
import { catalogueOf } from '../../designer/static/js/model/__tests__/catalogue';
import { asked } from './asked';
import { scenarioOf } from './graph';
import './measure';

const CATALOGUE = catalogueOf();

/** The whole editor over a document of its own; nothing is asked of a server. */
async function open(): Promise<void> {
  const { count, placed } = asked();
  const document = scenarioOf(count, placed);
  const record: ScenarioRecord = {
    key: document.key,
    state: 'draft',
    document,
    version: null,
    changed: false,
    findings: [],
    conflicts: [],
    etag: '"1"',
  };
  const answers: Record<string, unknown> = {
    load: record,
    save: { etag: '"2"', findings: [], conflicts: [], changed: false },
    check: { findings: [], conflicts: [] },
    remedies: [],
    catalogue: CATALOGUE,
  };
  const api = new Proxy({} as Api, {
    get: (_, name: string) => (name === 'yamlUrl' ? () => '' : async () => answers[name] ?? {}),
  });
  const keep = { read: () => undefined, write: () => true, clear: () => {} };
  const computed = await firstPlaces(document);
  const settings = { ...DEFAULTS, sheetOpen: false, inspectorOpen: false, autosave: false };
  localStorage.setItem('designer.editor', JSON.stringify(settings));
  const session = new Session(api, CATALOGUE, record, computed, arrange, settings, keep);
  const root = globalThis.document.getElementById('root');
  if (root) createRoot(root).render(<Editor session={session} locale="fr" backUrl="/" />);
}

void open();
