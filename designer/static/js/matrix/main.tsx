import '../editor/editor.css';
import './matrix.css';
import { StrictMode, useCallback, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi } from '../api/client';
import { type MatrixT, matrixWords } from '../i18n/matrix';
import type { Locale } from '../model/document';
import { App } from './App';
import { Format } from './format';
import { MatrixStore } from './store';
import type { Kept } from './types';

const csrf = (): string => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';

/** The day at the committee's table, `2026-11-20`; the clock of a demonstration has no say in it. */
function today(): string {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

interface OpeningProps {
  locale: Locale;
  today: string;
  t: MatrixT;
}

function Opening({ locale, today, t }: OpeningProps) {
  const [store, setStore] = useState<MatrixStore>();
  const [problem, setProblem] = useState<string>();
  const open = useCallback(() => {
    const api = createApi(csrf);
    setProblem(undefined);
    api.ask<Kept>('GET', '/matrix').then(
      (kept) => setStore(new MatrixStore(api, kept)),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  }, []);
  useEffect(open, [open]);
  if (store) return <App store={store} t={t} f={new Format(locale)} today={today} />;
  if (problem === undefined) {
    return (
      <p className="mt-empty" role="status">
        {t('loading')}
      </p>
    );
  }
  return (
    <div className="mt-empty" role="alert">
      <p>
        <b>{t('problem.load')}</b>
      </p>
      <p>{problem}</p>
      <button type="button" className="button" onClick={open}>
        {t('problem.retry')}
      </button>
    </div>
  );
}

const root = document.getElementById('matrix');
if (root) {
  const locale: Locale = document.documentElement.lang === 'en' ? 'en' : 'fr';
  createRoot(root).render(
    <StrictMode>
      <Opening locale={locale} today={today()} t={matrixWords(locale)} />
    </StrictMode>,
  );
}
