/** What every page does: the left bar, menus, dialogs, toasts, and the clock that never lies. */

const root = document.documentElement;

function all(selector: string, within: ParentNode = document): HTMLElement[] {
  return [...within.querySelectorAll<HTMLElement>(selector)];
}

// ── Left bar ──────────────────────────────────────────────────────────────

const nav = document.getElementById('nav');
const opener = document.querySelector<HTMLElement>('[data-nav-open]');

function openNav(open: boolean): void {
  nav?.toggleAttribute('data-open', open);
  opener?.setAttribute('aria-expanded', String(open));
  if (open) nav?.querySelector<HTMLElement>('a')?.focus();
}

opener?.addEventListener('click', () => openNav(!nav?.hasAttribute('data-open')));

for (const toggle of all('[data-nav-toggle]')) {
  toggle.addEventListener('click', () => {
    const narrow = root.dataset.nav !== 'narrow';
    if (narrow) root.dataset.nav = 'narrow';
    else delete root.dataset.nav;
    for (const link of all('.nav-link[href]')) {
      const word = link.querySelector('.nav-word')?.textContent ?? '';
      if (narrow) link.title = word;
      else link.removeAttribute('title');
    }
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs TLS, and a demo has none.
    document.cookie = `nav=${narrow ? 'narrow' : 'wide'}; path=/; max-age=31536000; samesite=lax`;
  });
}

// ── Menus, dialogs, toasts ────────────────────────────────────────────────

function openMenus(): HTMLDetailsElement[] {
  return [...document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')];
}

/** A dialog opens on its first field, or on the one that is wrong: that is what it was opened for. */
function openDialog(dialog: HTMLDialogElement | null): void {
  if (!dialog) return;
  dialog.showModal();
  const fields = 'input:not([type="hidden"]), select, textarea';
  const wrong = dialog.querySelector<HTMLElement>('[aria-invalid="true"]');
  (wrong ?? dialog.querySelector<HTMLElement>(fields))?.focus();
}

for (const dialog of document.querySelectorAll<HTMLDialogElement>('dialog[data-open-now]'))
  openDialog(dialog);

document.addEventListener('click', (event) => {
  const target = event.target as Element;
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
  if (nav?.hasAttribute('data-open') && !nav.contains(target) && !opener?.contains(target)) openNav(false);

  const opens = target.closest<HTMLElement>('[data-opens]')?.dataset.opens;
  if (opens) {
    for (const menu of openMenus()) menu.open = false;
    openDialog(document.getElementById(opens) as HTMLDialogElement | null);
  }
  const dialog = target.closest('dialog');
  if (dialog && (target.closest('[data-closes]') || target === dialog)) dialog.close();
  if (target.closest('[data-dismiss]')) target.closest('[data-toast]')?.remove();
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const menu = openMenus().pop();
  if (menu) {
    menu.open = false;
    menu.querySelector<HTMLElement>('summary')?.focus();
  } else if (nav?.hasAttribute('data-open')) {
    openNav(false);
    opener?.focus();
  }
});

/** A menu's panel turns upwards where there is no room below; inside a table it is placed beside its button. */
function place(menu: HTMLDetailsElement): void {
  const panel = menu.querySelector<HTMLElement>('.menu-panel');
  const button = menu.querySelector('summary')?.getBoundingClientRect();
  if (!panel || !button) return;
  menu.classList.remove('upwards');
  const box = panel.getBoundingClientRect();
  const below = button.bottom + box.height + 8 <= window.innerHeight;
  if (menu.closest('.table-scroll')) {
    panel.style.top = `${below ? button.bottom + 6 : Math.max(8, button.top - box.height - 6)}px`;
    panel.style.left = `${Math.max(8, button.right - box.width)}px`;
  } else {
    menu.classList.toggle('upwards', !below && button.top > box.height);
  }
}

document.addEventListener(
  'toggle',
  (event) => {
    const menu = event.target;
    if (menu instanceof HTMLDetailsElement && menu.classList.contains('menu') && menu.open) place(menu);
  },
  true,
);

window.addEventListener(
  'scroll',
  () => {
    for (const menu of openMenus()) if (menu.closest('.table-scroll')) menu.open = false;
  },
  { capture: true, passive: true },
);

/** Good news leaves by itself; what went wrong, or can be undone, stays until it is dismissed. */
for (const toast of all('[data-toast]')) {
  if (!toast.matches('.error, .warn') && !toast.querySelector('form')) {
    window.setTimeout(() => toast.remove(), 6000);
  }
}

// ── Clock ─────────────────────────────────────────────────────────────────

interface ClockState {
  at: string;
  words: string;
  mode: string;
  mode_words: string;
  runtime: string;
}

const clock = document.getElementById('clock');
let shown = clock?.dataset.mode;
let runtime: string | undefined;

function show(state: ClockState): void {
  if (!clock) return;
  const face = clock.querySelector<HTMLTimeElement>('[data-clock-at]');
  if (face && face.textContent !== state.words) {
    face.textContent = state.words;
    face.dateTime = state.at;
  }
  const mode = clock.querySelector<HTMLElement>('[data-clock-mode]');
  if (mode && mode.textContent !== state.mode_words) mode.textContent = state.mode_words;
  if (runtime !== undefined && runtime !== state.runtime) void redraw('strip');
  runtime = state.runtime;
  if (shown !== state.mode) {
    shown = state.mode;
    clock.dataset.mode = state.mode;
    void redraw('clock');
  }
}

/** Take one part of this very page anew from the server: its words and forms have one source. */
async function redraw(id: string): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById(id);
  const old = document.getElementById(id);
  if (!fresh || !old) return;
  const focused = old.contains(document.activeElement);
  old.replaceChildren(...fresh.childNodes);
  if (fresh.dataset.mode) old.dataset.mode = fresh.dataset.mode;
  if (focused) old.querySelector<HTMLElement>('button')?.focus();
}

async function poll(): Promise<void> {
  if (!clock?.dataset.poll || document.hidden) return;
  try {
    const answer = await fetch(clock.dataset.poll, { headers: { Accept: 'application/json' } });
    if (answer.ok) show((await answer.json()) as ClockState);
  } catch {
    // The server is away; the page says so and asks again at the next turn.
    clock.dataset.mode = 'away';
    shown = 'away';
  }
}

/** A control of the clock acts without leaving the page, so that what is being written stays. */
clock?.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
  event.preventDefault();
  for (const menu of openMenus()) menu.open = false;
  const body = new FormData(form);
  if (button?.name) body.set(button.name, button.value);
  void fetch(form.action, { method: 'POST', body, headers: { Accept: 'application/json' } })
    .then(async (answer) => {
      if (answer.ok) show((await answer.json()) as ClockState);
      else location.reload();
    })
    .catch(() => location.reload());
});

if (clock) {
  window.setInterval(() => void poll(), 1500);
  document.addEventListener('visibilitychange', () => void poll());
}

export {};
