import { useId, useState, useSyncExternalStore } from 'react';
import { author, LONGEST_NAME, onAuthor, setAuthor } from '../../api/author';
import type { VersionsT } from '../../i18n/versions';

/** Asks who is drawing, once; nothing where it is known. */
export function You({ t }: { t: VersionsT }) {
  const known = useSyncExternalStore(onAuthor, author);
  const [name, setName] = useState('');
  const field = useId();
  if (known !== '') return null;
  return (
    <form
      className="ve-you"
      onSubmit={(event) => {
        event.preventDefault();
        setAuthor(name);
      }}
    >
      <label htmlFor={field}>{t('you.title')}</label>
      <span className="ve-row">
        <input
          id={field}
          className="input"
          autoComplete="name"
          maxLength={LONGEST_NAME}
          aria-describedby={`${field}-hint`}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="button" disabled={name.trim() === ''}>
          {t('you.save')}
        </button>
      </span>
      <span className="ed-note" id={`${field}-hint`}>
        {t('you.hint')}
      </span>
    </form>
  );
}
