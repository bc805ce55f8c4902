import './search.css';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { keysWords } from '../../i18n/keys';
import type { SurfaceProps } from '../tools';
import { type Command, commandsOf } from './commands';
import { useEntries } from './entries';
import { find, rank } from './find';

/** Steps shown before anything is typed. */
const FEW = 6;

/** Ctrl+K: every step, action and tool of the editor by its name. */
export default function CommandPalette({ bench, onClose }: SurfaceProps) {
  const t = keysWords(bench.locale);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const entries = useEntries(bench);
  const commands = useMemo(() => commandsOf(bench, t), [bench, t]);

  const found = useMemo((): Command[] => {
    const byId = new Map(commands.map((command) => [command.id, command]));
    const steps = (query.trim() === '' ? entries.slice(0, FEW) : find(query, entries)).flatMap(({ id }) => {
      const step = byId.get(`step ${id}`);
      return step ? [step] : [];
    });
    const others = commands
      .filter((command) => command.group !== 'steps' && (query.trim() !== '' || command.group !== 'add'))
      .map((command) => ({ command, rank: rank(query, command.label) }))
      .filter((one) => one.rank > 0)
      .sort((a, b) => b.rank - a.rank)
      .map((one) => one.command);
    const groups = [...new Set(others.map(({ group }) => group))];
    const gathered = groups.flatMap((group) => others.filter((command) => command.group === group));
    return query.trim() === '' ? [...gathered, ...steps] : [...steps, ...gathered];
  }, [commands, entries, query]);
  const index = Math.min(active, found.length - 1);

  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    field.current?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);

  useEffect(() => {
    dialog.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [index]);

  function run(command: Command | undefined): void {
    if (!command) return;
    // The focus goes back to where it was first: what is done may be about the step that has it.
    flushSync(onClose);
    command.run();
  }

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    const last = found.length - 1;
    if (event.key === 'ArrowDown') setActive(index >= last ? 0 : index + 1);
    else if (event.key === 'ArrowUp') setActive(index <= 0 ? last : index - 1);
    else if (event.key === 'PageDown') setActive(Math.min(last, index + 8));
    else if (event.key === 'PageUp') setActive(Math.max(0, index - 8));
    else if (event.key === 'Enter') run(found[index]);
    else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) onClose();
    else return;
    event.preventDefault();
  }

  return (
    <dialog
      ref={dialog}
      className="ed-command"
      aria-label={t('command.label')}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
      onKeyDown={onKeyDown}
    >
      <label className="ed-palette-search">
        <Search aria-hidden="true" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={found[index] ? `${list}-${index}` : undefined}
          aria-label={t('command.field')}
          placeholder={t('command.field')}
          value={query}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
        />
      </label>
      <div className="ed-palette-list" role="listbox" id={list} aria-label={t('command.label')}>
        {found.map((command, position) => {
          const Icon = command.icon;
          const head = command.group !== found[position - 1]?.group;
          return (
            <div key={command.id} role="presentation">
              {head && (
                <p className="ed-command-group" role="presentation">
                  {t(`command.${command.group}`)}
                </p>
              )}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the search field, which keeps the focus. */}
              <div
                id={`${list}-${position}`}
                className="ed-palette-item"
                role="option"
                tabIndex={-1}
                data-index={position}
                data-tone={command.tone}
                aria-selected={position === index}
                onPointerMove={() => setActive(position)}
                onClick={() => run(command)}
              >
                {Icon && (
                  <span className="ed-tile">
                    <Icon aria-hidden="true" strokeWidth={1.9} />
                  </span>
                )}
                <span className="ed-palette-words">
                  <span>{command.label}</span>
                  {command.detail && <span>{command.detail}</span>}
                </span>
                {command.caps && <kbd>{command.caps}</kbd>}
              </div>
            </div>
          );
        })}
        {found.length === 0 && <p className="ed-palette-none">{t('command.none')}</p>}
      </div>
    </dialog>
  );
}
