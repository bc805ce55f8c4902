/** The tree of scenarios: folded and unfolded at once, and walked with the arrows. */

const STOPS = 'summary, a';

function folds(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>('details.tree-fold')];
}

function showTools(): void {
  for (const tools of document.querySelectorAll<HTMLElement>('[data-tree-tools]')) tools.hidden = false;
}

document.addEventListener('click', (event) => {
  const button = (event.target as Element).closest<HTMLElement>('[data-tree-all]');
  if (!button) return;
  for (const fold of folds()) fold.open = button.dataset.treeAll === 'open';
});

function closest(from: Element | null | undefined): HTMLElement | null {
  return from?.closest('details.tree-fold')?.querySelector('summary') ?? null;
}

/** Where an arrow leads from a stop of the tree; nothing where it folds, unfolds or has nowhere to go. */
function next(key: string, at: HTMLElement, stops: HTMLElement[]): HTMLElement | null {
  const fold = at.matches('summary') ? at.closest('details') : null;
  const index = stops.indexOf(at);
  switch (key) {
    case 'ArrowDown':
      return stops[index + 1] ?? null;
    case 'ArrowUp':
      return stops[index - 1] ?? null;
    case 'Home':
      return stops[0] ?? null;
    case 'End':
      return stops.at(-1) ?? null;
    case 'ArrowRight':
      if (fold && !fold.open) fold.open = true;
      else if (fold) return stops[index + 1] ?? null;
      return null;
    case 'ArrowLeft':
      if (!fold?.open) return closest(fold ? fold.parentElement : at);
      fold.open = false;
      return null;
    default:
      return null;
  }
}

const KEYS = ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Home', 'End'];

document.addEventListener('keydown', (event) => {
  const at = event.target as HTMLElement;
  const tree = at.closest('.tree');
  if (!tree || !KEYS.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const stops = [...tree.querySelectorAll<HTMLElement>(STOPS)].filter((stop) => stop.checkVisibility());
  next(event.key, at, stops)?.focus();
});

/** The links beside the title lead to what the filters show now. */
function follow(): void {
  const asked = new URLSearchParams(location.search);
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-tree-part]')) {
    const address = new URL(link.href);
    const wanted = new Map([
      ['target', asked.get('target')],
      ['state', asked.get('state')],
    ]);
    if (link.dataset.treePart === 'page') wanted.set('show', asked.get('show'));
    else wanted.set('gaps', asked.get('show') === 'scenarios' ? 'false' : null);
    for (const [name, value] of wanted) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    link.href = address.href;
  }
}

// Filters draw the results anew, with tools that only this script can work.
const results = document.getElementById('results');
if (results) {
  new MutationObserver(() => {
    showTools();
    follow();
  }).observe(results, { childList: true });
}
showTools();

export {};
