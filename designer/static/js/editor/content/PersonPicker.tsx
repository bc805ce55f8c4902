import { ChevronLeft, ChevronRight, Search } from 'lucide-react';
import { useId } from 'react';
import { contentWords } from '../../i18n/content';
import { useForms } from '../fields/context';
import { nameOf } from '../fields/names';
import type { Person } from '../fields/server';

interface PersonPickerProps {
  search: string;
  place: number;
  /** The contact at that place; null where nobody matches. */
  person: Person | null | undefined;
  /** The event that all of those found did. */
  did: string | undefined;
  onSearch(words: string): void;
  onPlace(place: number): void;
}

/** Chooses a real contact: by words, and one after the other. */
export function PersonPicker({ search, place, person, did, onSearch, onPlace }: PersonPickerProps) {
  const { say, catalogue } = useForms();
  const c = contentWords(say.locale);
  const id = useId();
  return (
    <div className="ct-person">
      <label className="f-hidden" htmlFor={id}>
        {c('read.search')}
      </label>
      <span className="ct-search">
        <Search aria-hidden="true" size={14} />
        <input
          autoComplete="off"
          className="f-input"
          id={id}
          onChange={(event) => onSearch(event.target.value)}
          placeholder={c('read.search.hint')}
          type="search"
          value={search}
        />
      </span>
      <button
        aria-label={c('read.previous')}
        className="f-icon"
        disabled={!person || place <= 1}
        onClick={() => onPlace(place - 1)}
        title={c('read.previous')}
        type="button"
      >
        <ChevronLeft aria-hidden="true" size={16} />
      </button>
      <button
        aria-label={c('read.next')}
        className="f-icon"
        disabled={!person || place >= person.total}
        onClick={() => onPlace(place + 1)}
        title={c('read.next')}
        type="button"
      >
        <ChevronRight aria-hidden="true" size={16} />
      </button>
      <p className="ct-person-name" role="status">
        {person === null && c('read.nobody')}
        {person && (
          <>
            {c('read.as')} <b>{person.name}</b>{' '}
            <span className="f-hint">
              {c('read.place', { place, total: person.total })}
              {did !== undefined &&
                ` · ${nameOf(did, catalogue.events.find(({ name }) => name === did)?.label, say)}`}
            </span>
          </>
        )}
      </p>
    </div>
  );
}
