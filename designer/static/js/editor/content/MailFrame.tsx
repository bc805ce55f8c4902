import { useEffect, useRef } from 'react';

interface MailFrameProps {
  html: string;
  title: string;
  /** Whether the mail program stands on a dark ground. */
  dark: boolean;
  /** Width of the screen it is read on, in pixels; as wide as there is room without it. */
  width?: number | undefined;
}

/**
 * An e-mail inside a page whose policy forbids inline styles.
 *
 * The frame runs no script; the message is read as inert nodes, and its styles are set through the object
 * model, which the policy allows.
 */
export function MailFrame({ html, title, dark, width }: MailFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    const element = frame.current;
    const draw = (): void => {
      const target = element?.contentDocument;
      const view = element?.contentWindow as (Window & typeof globalThis) | null | undefined;
      if (!element || !target || !view) return;
      fill(target, view, html, dark);
      grow();
    };
    const grow = (): void => {
      const page = element?.contentDocument?.documentElement;
      if (element && page) element.style.height = `${Math.max(240, page.scrollHeight)}px`;
    };
    if (element?.contentDocument?.readyState === 'complete') draw();
    element?.addEventListener('load', draw);
    // A narrower page is a longer one.
    const sizes = new ResizeObserver(grow);
    if (element) sizes.observe(element);
    return () => {
      element?.removeEventListener('load', draw);
      sizes.disconnect();
    };
  }, [html, dark]);
  return (
    <iframe
      className="ct-frame"
      data-dark={dark || undefined}
      ref={frame}
      sandbox="allow-same-origin"
      src="about:blank"
      style={{ width: width === undefined ? '100%' : `${width}px` }}
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

/** Its rules as a mail program on a light or a dark ground reads them, whatever the page's own theme. */
export function onGround(css: string, dark: boolean): string {
  return css.replace(/@media\s*\(prefers-color-scheme:\s*dark\)/gi, dark ? '@media all' : '@media not all');
}

function fill(target: Document, view: Window & typeof globalThis, html: string, dark: boolean): void {
  const source = new DOMParser().parseFromString(unstyled(html), 'text/html');
  const sheets = [...source.querySelectorAll('template')].map((holder) => {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(onGround(holder.content.textContent ?? '', dark));
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
