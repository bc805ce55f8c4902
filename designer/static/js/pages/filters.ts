/** Lists that follow their filters as they are typed; without this script a button sends them. */

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-filters]')) {
  form.dataset.live = '';
  let waiting = 0;
  let turn = 0;

  const address = (): string => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && value !== '') query.append(name, value);
    }
    const words = query.toString();
    return words ? `${form.action}?${words}` : form.action;
  };

  const follow = async (): Promise<void> => {
    const mine = ++turn;
    const target = address();
    const results = document.getElementById('results');
    results?.setAttribute('aria-busy', 'true');
    const answer = await fetch(target, { headers: { Accept: 'text/html' } }).catch(() => null);
    if (mine !== turn) return;
    const fresh =
      answer?.ok &&
      new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('results');
    if (!fresh || !results) {
      location.assign(target);
      return;
    }
    results.replaceChildren(...fresh.childNodes);
    results.removeAttribute('aria-busy');
    history.replaceState(null, '', target);
  };

  form.addEventListener('input', (event) => {
    window.clearTimeout(waiting);
    const typed = (event.target as HTMLElement).matches('[type=search], [type=text]');
    waiting = window.setTimeout(() => void follow(), typed ? 220 : 0);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    window.clearTimeout(waiting);
    void follow();
  });
}

export {};
