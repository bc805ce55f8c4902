import { type FormEvent, useId, useState, useSyncExternalStore } from 'react';
import { author, LONGEST_NAME, onAuthor, setAuthor } from '../api/author';
import type { Person } from '../api/room';
import type { Workbench } from '../editor/tools';
import { togetherWords } from '../i18n/together';
import { colourOf, initialsOf, nameOf } from './colours';

interface PeopleListProps {
  bench: Workbench;
  others: readonly Person[];
  onDone(): void;
}

/** Who is on the scenario and where, and how oneself is called. */
export default function PeopleList({ bench, others, onDone }: PeopleListProps) {
  const t = togetherWords(bench.locale);
  const known = useSyncExternalStore(onAuthor, author);
  const [name, setName] = useState(known);
  const field = useId();
  const [first] = others;

  const save = (event: FormEvent): void => {
    event.preventDefault();
    setAuthor(name);
    onDone();
  };
  const where = (person: Person): string => {
    if (person.nodes.length > 1) return t('people.several', { count: person.nodes.length });
    const node = person.nodes[0] === undefined ? undefined : bench.graph.nodes.get(person.nodes[0]);
    if (!node) return t('people.looks');
    return t('people.on', { title: bench.wording.step(node, bench.state.scenario).title });
  };

  return (
    <section className="tg-list" aria-label={t('people.title')}>
      <h2>{t('people.title')}</h2>
      <ul>
        {others.map((person) => (
          <li key={person.client}>
            <span className={`tg-face ${colourOf(person)}`} aria-hidden="true">
              {person.name ? initialsOf(person.name) : String(person.colour + 1)}
            </span>
            <span className="tg-who">
              <strong>{nameOf(person, t)}</strong>
              <span>{where(person)}</span>
            </span>
            {person.nodes[0] !== undefined && bench.graph.nodes.has(person.nodes[0]) && (
              <button
                type="button"
                className="button small"
                onClick={() => {
                  onDone();
                  bench.jump(person.nodes[0]);
                }}
              >
                {t('people.go')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <form onSubmit={save}>
        {known === '' && first && <p>{t('people.ask', { name: nameOf(first, t) })}</p>}
        <label htmlFor={field}>{t('people.name')}</label>
        <span className="tg-name">
          <input
            id={field}
            type="text"
            value={name}
            maxLength={LONGEST_NAME}
            autoComplete="name"
            onChange={(event) => setName(event.target.value)}
          />
          <button type="submit" className="button primary small" disabled={name.trim() === known}>
            {t('people.name.save')}
          </button>
        </span>
        {known === '' && (
          <button type="button" className="button plain small" onClick={onDone}>
            {t('people.name.later')}
          </button>
        )}
      </form>
    </section>
  );
}
