import './people.css';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { author } from '../api/author';
import { later } from '../editor/later';
import type { Workbench } from '../editor/tools';
import { togetherWords } from '../i18n/together';
import { colourOf, initialsOf, nameOf } from './colours';

const PeopleList = later(() => import('./PeopleList').then((module) => module.default));
/** Faces shown in the bar; the others are a number. */
const SHOWN = 3;
const ASKED = 'designer.author.asked';

/** Whether the name is to be asked for, which it is not again. */
function asksNow(): boolean {
  try {
    if (localStorage.getItem(ASKED) !== null) return false;
    localStorage.setItem(ASKED, '1');
    return true;
  } catch {
    return false;
  }
}

/** In the toolbar: who else has the scenario open, once there is another. */
export function PeopleButton({ bench }: { bench: Workbench }) {
  const { session, locale, say } = bench;
  const t = togetherWords(locale);
  const { company } = session;
  const others = useSyncExternalStore(company.subscribe, company.others);
  const [open, setOpen] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  const before = useRef(others);

  useEffect(() => {
    const here = new Set(others.map(({ client }) => client));
    const were = new Set(before.current.map(({ client }) => client));
    const came = others.find(({ client }) => !were.has(client));
    const left = before.current.find(({ client }) => !here.has(client));
    before.current = others;
    if (came) say(t('people.came', { name: nameOf(came, t) }));
    else if (left) say(t('people.left', { name: nameOf(left, t) }));
    // A name is asked for once: when there is somebody to see it.
    if (others.length > 0 && author() === '' && asksNow()) setOpen(true);
  }, [others, say, t]);

  useEffect(() => {
    if (!open) return;
    const close = (event: Event): void => {
      const away =
        event instanceof KeyboardEvent
          ? event.key === 'Escape'
          : !host.current?.contains(event.target as Element);
      if (!away) return;
      setOpen(false);
      if (event instanceof KeyboardEvent) host.current?.querySelector('button')?.focus();
    };
    window.addEventListener('pointerdown', close, true);
    window.addEventListener('keydown', close, true);
    return () => {
      window.removeEventListener('pointerdown', close, true);
      window.removeEventListener('keydown', close, true);
    };
  }, [open]);

  if (others.length === 0) return null;
  const label = t('people.label', { count: others.length });
  return (
    <div className="tg-people" ref={host}>
      <button
        type="button"
        className="button plain tg-faces"
        aria-expanded={open}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!open)}
      >
        {others.slice(0, SHOWN).map((person) => (
          <span key={person.client} className={`tg-face ${colourOf(person)}`} aria-hidden="true">
            {person.name ? initialsOf(person.name) : String(person.colour + 1)}
          </span>
        ))}
        {others.length > SHOWN && (
          <span className="tg-face tg-more" aria-hidden="true">
            +{others.length - SHOWN}
          </span>
        )}
      </button>
      {open && <PeopleList bench={bench} others={others} onDone={() => setOpen(false)} />}
    </div>
  );
}
