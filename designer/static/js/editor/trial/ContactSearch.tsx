import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import type { Api } from '../../api/client';
import type { TrialT } from '../../i18n/trial';
import { useSettled } from '../fields/inputs';

interface Person {
  id: string;
  name: string;
  detail: string;
}

const LISTED = 8;
/** Pause in the typing before it is searched, milliseconds. */
const PAUSE = 250;

function peopleOf(answer: Record<string, unknown>): Person[] {
  const rows = Array.isArray(answer.contacts) ? answer.contacts : [];
  return rows.map(({ id, attributes }: { id: string; attributes?: Record<string, unknown> }) => {
    const text = (name: string): string => {
      const value = attributes?.[name];
      return typeof value === 'string' ? value : '';
    };
    const name = [text('first_name'), text('last_name')].filter(Boolean).join(' ');
    const detail = [text('email'), text('city'), id].filter(Boolean).join(' · ');
    return { id, name: name || text('email') || id, detail };
  });
}

/** A field that finds contacts as one types: arrows choose, Enter takes. */
export function ContactSearch({ api, t, onChoose }: { api: Api; t: TrialT; onChoose(id: string): void }) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<readonly Person[]>();
  const [active, setActive] = useState(0);
  const words = useSettled(typed.trim(), PAUSE);

  useEffect(() => {
    let open = true;
    const query = new URLSearchParams({ q: words, size: String(LISTED) });
    api
      .ask('GET', `/contacts?${query}`)
      .then((answer) => {
        if (!open) return;
        setFound(peopleOf(answer));
        setActive(0);
      })
      .catch(() => {
        if (open) setFound([]);
      });
    return () => {
      open = false;
    };
  }, [api, words]);

  function press(event: KeyboardEvent): void {
    const count = found?.length ?? 0;
    if (event.key === 'Enter') {
      event.preventDefault();
      const chosen = found?.[active];
      if (chosen) onChoose(chosen.id);
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && count > 0) {
      event.preventDefault();
      setActive((active + (event.key === 'ArrowDown' ? 1 : -1) + count) % count);
    }
  }

  const people = found ?? [];
  return (
    <div className="tr-search">
      <label htmlFor={id}>{t('who.search')}</label>
      <span className="tr-search-field">
        <Search aria-hidden="true" />
        <input
          id={id}
          className="f-input"
          type="text"
          role="combobox"
          autoComplete="off"
          spellCheck={false}
          aria-expanded={people.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={people[active] ? `${id}-${active}` : undefined}
          aria-autocomplete="list"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={press}
        />
      </span>
      <p className="visually-hidden" role="status">
        {found && t('who.found', { count: people.length })}
      </p>
      {found?.length === 0 && <p className="tr-note">{t('who.none')}</p>}
      <div id={`${id}-list`} role="listbox" aria-label={t('who.label')} className="tr-people">
        {people.map((person, index) => (
          // Keys are handled by the field, which keeps the focus.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          <div
            key={person.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className="tr-option"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(person.id)}
          >
            <b>{person.name}</b>
            <span className="tr-soft">{person.detail}</span>
          </div>
        ))}
      </div>
    </div>
  );
}
