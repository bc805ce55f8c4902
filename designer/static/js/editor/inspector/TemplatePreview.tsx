import { useEffect, useRef, useState } from 'react';
import type { Locale } from '../../model/document';
import { useForms } from '../fields/context';
import { Note } from '../fields/Field';
import { Segmented, useSettled } from '../fields/inputs';
import { type Preview, ServerError, type Template } from '../fields/server';
import { sendable } from '../texts';

type Shown =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'ready'; readonly preview: Preview };

const PAUSE = 500;

/** The message as it will read, with the words on screen. */
export function TemplatePreview({ template }: { template: Template }) {
  const { say, server } = useForms();
  const [language, setLanguage] = useState<Locale>(say.locale);
  const [form, setForm] = useState<'html' | 'text'>('html');
  const [shown, setShown] = useState<Shown>({ state: 'loading' });
  const settled = useSettled(template, PAUSE);

  useEffect(() => {
    const abort = new AbortController();
    server.previewTemplate(sendable(settled), language, abort.signal).then(
      (preview) => setShown({ state: 'ready', preview }),
      (reason: unknown) => {
        if (abort.signal.aborted) return;
        setShown({ state: 'failed', message: reason instanceof ServerError ? reason.message : '' });
      },
    );
    return () => abort.abort();
  }, [server, settled, language]);

  return (
    <div className="f-preview">
      <div className="f-preview-bar">
        <Segmented<Locale>
          label={say.t('preview.language')}
          onChange={setLanguage}
          options={[
            { value: 'fr', label: 'FR' },
            { value: 'en', label: 'EN' },
          ]}
          value={language}
        />
        <Segmented<'html' | 'text'>
          label={say.t('preview.form')}
          onChange={setForm}
          options={[
            { value: 'html', label: say.t('preview.html') },
            { value: 'text', label: say.t('preview.text') },
          ]}
          value={form}
        />
      </div>
      {shown.state === 'loading' && <p className="f-hint">{say.t('preview.loading')}</p>}
      {shown.state === 'failed' && <Note severity="error">{shown.message || say.t('server.away')}</Note>}
      {shown.state === 'ready' && (
        <>
          {shown.preview.subject && <p className="f-preview-subject">{shown.preview.subject}</p>}
          {form === 'html' && shown.preview.html ? (
            <PreviewFrame html={shown.preview.html} title={say.t('preview.title')} />
          ) : (
            <pre className="f-preview-text">{shown.preview.text}</pre>
          )}
        </>
      )}
    </div>
  );
}

/**
 * An e-mail inside a page whose policy forbids inline styles.
 *
 * The frame runs no script; the message is read as inert nodes, and its styles are set through the object
 * model, which the policy allows.
 */
function PreviewFrame({ html, title }: { html: string; title: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const draw = (): void => {
      const target = frame.current?.contentDocument;
      const view = frame.current?.contentWindow as (Window & typeof globalThis) | null | undefined;
      if (target && view) fill(target, view, html);
    };
    const element = frame.current;
    if (element?.contentDocument?.readyState === 'complete') draw();
    element?.addEventListener('load', draw);
    return () => element?.removeEventListener('load', draw);
  }, [html]);
  return (
    <iframe
      className="f-preview-frame"
      ref={frame}
      sandbox="allow-same-origin"
      src="about:blank"
      title={title}
    />
  );
}

/** The message with its styles under names that no policy blocks while it is read. */
export function unstyled(html: string): string {
  return html
    .replace(/<(\/?)style\b/gi, '<$1template')
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle=/gi, ' data-css='));
}

function fill(target: Document, view: Window & typeof globalThis, html: string): void {
  const source = new DOMParser().parseFromString(unstyled(html), 'text/html');
  const sheets = [...source.querySelectorAll('template')].map((holder) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(holder.content.textContent ?? '');
    holder.remove();
    return sheet;
  });
  for (const element of source.querySelectorAll('script, link, meta, base, title')) element.remove();
  target.adoptedStyleSheets = sheets;
  target.body.style.cssText = source.body.dataset.css ?? '';
  target.body.replaceChildren(...source.body.childNodes);
  for (const element of target.querySelectorAll<HTMLElement>('[data-css]'))
    element.style.cssText = element.dataset.css ?? '';
  // A preview is looked at: its links lead nowhere.
  for (const link of target.querySelectorAll('a')) link.removeAttribute('href');
}
