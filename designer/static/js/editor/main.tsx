import './editor.css';
import './contrast.css';
import { StrictMode, useCallback, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { type Api, createApi } from '../api/client';
import { openKeep } from '../api/keep';
import { synchronise } from '../api/room';
import { editorWords, type T } from '../i18n/editor';
import { arrange, firstPlaces } from '../layout/first';
import type { Locale } from '../model/document';
import { normalize } from '../model/normalize';
import { Editor } from './Editor';
import { Guard } from './Guard';
import { type Joined, Session } from './session';
import { readSettings } from './settings';

/** What the page says in its `boot` element. */
interface Boot {
  scenario: string;
  locale: Locale;
  /** Whether scenarios are drawn together here. */
  coediting: boolean;
  urls: { back: string; api: string };
}

function readBoot(): Boot {
  const raw: unknown = JSON.parse(document.getElementById('boot')?.textContent ?? '{}');
  const boot = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const urls = (typeof boot.urls === 'object' && boot.urls !== null ? boot.urls : {}) as Record<
    string,
    unknown
  >;
  const text = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);
  return {
    scenario: text(boot.scenario ?? boot.key, decodeURIComponent(location.pathname.split('/').at(-1) ?? '')),
    locale: boot.locale === 'en' || document.documentElement.lang === 'en' ? 'en' : 'fr',
    coediting: boot.coediting === true,
    urls: { back: text(urls.list, '/scenarios'), api: text(urls.api, '/api/v1') },
  };
}

const csrf = (): string => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';

/** Comes into the room of a scenario; where that fails, it is drawn and saved without one. */
async function join(api: Api, key: string): Promise<Joined | undefined> {
  const client = [...crypto.getRandomValues(new Uint32Array(3))].map((word) => word.toString(36)).join('-');
  const said = { client, epoch: null, since: 0, revision: null, version: null };
  try {
    return { client, heard: await synchronise(api, key, { ...said, presence: { cursor: null, nodes: [] } }) };
  } catch {
    return undefined;
  }
}

async function openSession(boot: Boot): Promise<Session> {
  const api = createApi(csrf, boot.urls.api);
  const [catalogue, record, joined, keep] = await Promise.all([
    api.catalogue(),
    api.load(boot.scenario),
    boot.coediting ? join(api, boot.scenario) : undefined,
    openKeep(boot.scenario),
  ]);
  const computed = await firstPlaces(normalize(record.document, record.key));
  const entered = record.state === 'archived' ? undefined : joined;
  return new Session(api, catalogue, record, computed, arrange, readSettings(), keep, entered);
}

function Opening({ boot, t }: { boot: Boot; t: T }) {
  const [session, setSession] = useState<Session>();
  const [problem, setProblem] = useState<string>();
  const open = useCallback(() => {
    setProblem(undefined);
    openSession(boot).then(setSession, (error: unknown) =>
      setProblem(error instanceof Error ? error.message : String(error)),
    );
  }, [boot]);
  useEffect(open, [open]);
  if (session) return <Editor session={session} locale={boot.locale} backUrl={boot.urls.back} />;
  if (problem === undefined) {
    return (
      <p className="ed-opening" role="status">
        {t('canvas.loading')}
      </p>
    );
  }
  return (
    <div className="ed-opening" role="alert">
      <h1>{t('error.load')}</h1>
      <p>{problem}</p>
      <button type="button" className="button primary" onClick={open}>
        {t('error.retry')}
      </button>
    </div>
  );
}

/** The last line of defence: a fault of the editor says so and where the work is. */
function Stopped({ t, fault }: { t: T; fault: string }) {
  return (
    <div className="ed-opening" role="alert">
      <h1>{t('error.title')}</h1>
      <p>{t('error.kept')}</p>
      <p>
        <code>{fault}</code>
      </p>
      <button type="button" className="button primary" onClick={() => location.reload()}>
        {t('error.reload')}
      </button>
    </div>
  );
}

const root = document.getElementById('editor');
if (root) {
  const boot = readBoot();
  const t = editorWords(boot.locale);
  createRoot(root).render(
    <StrictMode>
      <Guard fallback={(fault) => <Stopped t={t} fault={fault} />}>
        <Opening boot={boot} t={t} />
      </Guard>
    </StrictMode>,
  );
}
