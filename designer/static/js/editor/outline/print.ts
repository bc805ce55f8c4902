import type { Locale } from '../../model/document';
import type { Summary } from './summary';

/** Prints the summary alone, on a page of its own. */
export function printSummary(told: Summary, language: Locale): void {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.body.append(frame);
  const page = frame.contentDocument;
  const view = frame.contentWindow;
  if (!page || !view) return;
  page.documentElement.lang = language;
  page.title = told.title[language];
  const heading = page.createElement('h1');
  heading.textContent = told.title[language];
  page.body.append(heading);
  for (const section of told.sections) {
    const title = page.createElement('h2');
    title.textContent = section.title[language];
    page.body.append(title);
    for (const line of section.lines) {
      const text = page.createElement('p');
      text.textContent = line.text[language];
      text.style.margin = `0.2em 0 0.2em ${line.depth * 1.5}em`;
      page.body.append(text);
    }
  }
  page.body.style.font = '11pt/1.45 system-ui, sans-serif';
  view.addEventListener('afterprint', () => frame.remove());
  view.print();
}
