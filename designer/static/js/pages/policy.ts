/** The pressure rules: add and remove rows, show the fields that the chosen condition needs, warn before leaving. */

const form = document.querySelector<HTMLFormElement>('form[data-policy]');

if (form) {
  let dirty = false;
  let added = 1000;

  const changed = (): void => {
    dirty = true;
    const state = form.querySelector<HTMLElement>('[data-save-state]');
    if (state?.dataset.dirty) state.textContent = state.dataset.dirty;
  };

  /** Only the fields of the chosen kind of condition stand in a row; the time of a calendar cap is fixed. */
  const arrange = (row: HTMLElement): void => {
    const how = row.querySelector<HTMLSelectElement>('select[name$=".how"]');
    for (const part of row.querySelectorAll<HTMLElement>('[data-how]'))
      part.hidden = part.dataset.how !== how?.value;
    const kind = row.querySelector<HTMLSelectElement>('select[name$=".kind"]');
    for (const part of row.querySelectorAll<HTMLElement>('[name*=".per."]')) {
      part.hidden = kind !== null && kind.value !== 'rolling';
    }
  };

  /** The score's own fields stand only while it is in force, and only those of its way of fading. */
  const arrangeScore = (): void => {
    for (const part of form.querySelectorAll<HTMLElement>('[data-needs]')) {
      part.hidden = !form.querySelector<HTMLInputElement>(`[name="${part.dataset.needs}"]`)?.checked;
    }
    const decay = form.querySelector<HTMLSelectElement>('[name="score.decay"]')?.value ?? '';
    for (const part of form.querySelectorAll<HTMLElement>('[data-decay]')) {
      part.hidden = !part.dataset.decay?.split(' ').includes(decay);
    }
  };

  for (const row of form.querySelectorAll<HTMLElement>('[data-rule]')) arrange(row);
  arrangeScore();

  form.addEventListener('input', (event) => {
    changed();
    const row = (event.target as Element).closest<HTMLElement>('[data-rule]');
    if (row) arrange(row);
    else arrangeScore();
  });

  form.addEventListener('click', (event) => {
    const target = event.target as Element;
    const section = target.closest<HTMLElement>('[data-add]')?.dataset.add;
    if (section) {
      const pattern = document.querySelector<HTMLTemplateElement>(`template[data-row="${section}"]`);
      const rows = form.querySelector(`[data-rows="${section}"]`);
      if (!pattern || !rows) return;
      const holder = document.createElement('div');
      holder.append(pattern.content.cloneNode(true));
      added += 1;
      for (const part of holder.querySelectorAll('*')) {
        for (const name of ['name', 'id', 'for']) {
          const value = part.getAttribute(name);
          if (value?.includes('__index__'))
            part.setAttribute(name, value.replaceAll('__index__', String(added)));
        }
      }
      const row = holder.querySelector<HTMLElement>('[data-rule]');
      if (!row) return;
      rows.append(row);
      arrange(row);
      row.querySelector<HTMLElement>('input:not([type=hidden]), select')?.focus();
      changed();
    }
    if (target.closest('[data-remove]')) {
      const row = target.closest('[data-rule]');
      const next = row?.nextElementSibling ?? row?.previousElementSibling;
      row?.remove();
      (
        next?.querySelector<HTMLElement>('[data-remove]') ?? form.querySelector<HTMLElement>('[data-add]')
      )?.focus();
      changed();
    }
  });

  form.addEventListener('submit', () => {
    dirty = false;
  });
  window.addEventListener('beforeunload', (event) => {
    if (dirty) event.preventDefault();
  });
}

export {};
