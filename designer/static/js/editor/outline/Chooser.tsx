import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { OutlineT } from '../../i18n/outline';
import type { Channel, NodeKind } from '../../model/document';
import { iconOf, toneOf } from '../canvas/kinds';
import { Dialog } from '../Dialog';
import { plain } from '../search/plain';

export interface Choice {
  key: string;
  label: string;
  about: string;
  kind: NodeKind;
  channel?: Channel | undefined;
}

interface ChooserProps {
  title: string;
  /** What the choice is for, in words. */
  about: string;
  choices: readonly Choice[];
  t: OutlineT;
  onChoose(key: string): void;
  onClose(): void;
}

/** One of a list, found by typing: arrows choose, Enter takes. */
export function Chooser({ title, about, choices, t, onChoose, onClose }: ChooserProps) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  // The list is opened to be typed into; the dialog has taken the focus for itself before.
  useEffect(() => search.current?.focus(), []);
  const found = useMemo(() => {
    const wanted = plain(query);
    return choices.filter((choice) => plain(`${choice.label} ${choice.about}`).includes(wanted));
  }, [query, choices]);
  const index = Math.min(active, found.length - 1);
  useEffect(() => {
    box.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [index]);

  function onKeyDown(event: KeyboardEvent): void {
    const last = found.length - 1;
    if (event.key === 'ArrowDown') setActive(index >= last ? 0 : index + 1);
    else if (event.key === 'ArrowUp') setActive(index <= 0 ? last : index - 1);
    else if (event.key === 'Enter') {
      const choice = found[index];
      if (choice) onChoose(choice.key);
    } else return;
    event.preventDefault();
  }

  return (
    <Dialog title={title} closeLabel={t('choose.close')} onClose={onClose}>
      <div className="ol-choose">
        <p className="ol-choose-about">{about}</p>
        <input
          ref={search}
          className="input"
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={found[index] ? `${list}-${index}` : undefined}
          aria-label={t('choose.search')}
          placeholder={t('choose.search')}
          value={query}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
        <div ref={box} className="ol-choose-list" role="listbox" id={list} aria-label={title}>
          {found.map((choice, position) => {
            const Icon = iconOf(choice);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the search field, which keeps the focus.
              <div
                key={choice.key}
                id={`${list}-${position}`}
                className="ol-choice"
                role="option"
                tabIndex={-1}
                data-index={position}
                data-tone={toneOf(choice.kind)}
                aria-selected={position === index}
                onPointerMove={() => setActive(position)}
                onClick={() => onChoose(choice.key)}
              >
                <span className="ed-tile">
                  <Icon aria-hidden="true" strokeWidth={1.9} />
                </span>
                <span className="ol-choice-words">
                  <span>{choice.label}</span>
                  {choice.about && <span>{choice.about}</span>}
                </span>
              </div>
            );
          })}
          {found.length === 0 && <p className="ol-choose-about">{t('choose.none')}</p>}
        </div>
      </div>
    </Dialog>
  );
}
