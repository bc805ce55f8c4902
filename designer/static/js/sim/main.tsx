import '../editor/editor.css';
import './flow.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { simWords } from '../i18n/sim';
import type { Locale } from '../model/document';
import { type Boot, FlowBlock } from './FlowBlock';

type Plain = Record<string, unknown>;

const isRecord = (value: unknown): value is Plain => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function readBoot(raw: unknown): Boot {
  const boot = isRecord(raw) ? raw : {};
  const list = (value: unknown): Plain[] => (Array.isArray(value) ? value.filter(isRecord) : []);
  const scenarios = list(boot.scenarios).map((one) => ({
    key: text(one.key),
    name: text(one.name) || text(one.key),
  }));
  return {
    url: text(boot.url),
    scenarios,
    scenario: text(boot.scenario) || (scenarios[0]?.key ?? ''),
    others: list(boot.others).map((one) => ({ id: String(one.id), name: text(one.name) || String(one.id) })),
    with: boot.with === null || boot.with === undefined ? '' : String(boot.with),
  };
}

const root = document.getElementById('simulation-flow');
if (root) {
  const locale: Locale = document.documentElement.lang === 'en' ? 'en' : 'fr';
  const boot = readBoot(JSON.parse(document.getElementById('flow-boot')?.textContent ?? '{}'));
  createRoot(root).render(
    <StrictMode>
      <FlowBlock boot={boot} locale={locale} t={simWords(locale)} />
    </StrictMode>,
  );
}
