/**
 * What takes seconds comes after the page: the look at the base, and the search of remedies. Both are drawn
 * by the server, so that words and figures have one source.
 */

const EVERY_MS = 1500;

async function follow(): Promise<void> {
  if (!document.querySelector('[data-seen-running]')) return;
  // Asking again for a new look would never end: the address that is followed does not.
  const address = new URL(location.href);
  address.searchParams.delete('again');
  const answer = await fetch(address, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of ['seen', 'matrix-panel']) {
      const fresh = page.getElementById(id);
      const old = document.getElementById(id);
      if (fresh && old && !old.contains(document.activeElement)) old.replaceChildren(...fresh.childNodes);
    }
  }
  window.setTimeout(() => void follow(), EVERY_MS);
}

async function search(): Promise<void> {
  const address = document.getElementById('remedies')?.dataset.search;
  if (!address) return;
  const answer = await fetch(address, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (!answer?.ok) {
    location.assign(address);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const id of ['remedies', 'remedy-dialogs']) {
    const fresh = page.getElementById(id);
    if (fresh) document.getElementById(id)?.replaceWith(fresh);
  }
}

window.setTimeout(() => void follow(), EVERY_MS);
void search();

export {};
