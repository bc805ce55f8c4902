/** The page around the dialogs: its body comes from the server again after a change, and says what was done. */

import { type Boot, readBoot } from './boot';

export function bootOf(page: Document = document): Boot {
  return readBoot(page.getElementById('order-boot')?.textContent ?? '{}');
}

/** Read the page again and put its body in the place of the old one. */
export async function refresh(): Promise<Boot> {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
  if (answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById('order-body');
    if (fresh) document.getElementById('order-body')?.replaceWith(fresh);
  }
  return bootOf();
}

/** Where the keyboard goes on when the button that opened a dialog is no more. */
export function settle(): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>('.page-head [data-order="add"]')?.focus();
}
