import { Search, StickyNote } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { drawWords } from '../../i18n/draw';
import { drawingWords } from '../../i18n/drawing';
import type { Blank } from '../../model/commands';
import { plain } from '../search/plain';
import type { Wording } from '../stepWords';
import { ALL_BLANKS, blankKey, iconOf, toneOf } from './kinds';
import { blankAbout, blankLabel } from './Rail';

interface PaletteProps {
  wording: Wording;
  /** Where on the canvas, in its own pixels. */
  at: { x: number; y: number };
  /** What the new step will follow, in words. */
  after: string | undefined;
  needsTrigger: boolean;
  /** Only messages, by channel. */
  channels: boolean;
  /** The ways out it can follow, where there are several. */
  ways: readonly WayChoice[];
  onWay(way: string): void;
  onPick(blank: Blank): void;
  onNote(): void;
  onClose(): void;
}

export interface WayChoice {
  way: string;
  label: string;
  chosen: boolean;
}

/** The search over every step: arrows choose, Enter adds, Esc leaves. */
export function Palette(props: PaletteProps) {
  const { wording, at, after, needsTrigger, channels, ways, onPick, onNote, onClose } = props;
  const { t } = wording;
  const words = drawingWords(wording.locale);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const found = useMemo(() => {
    const wanted = plain(query);
    const every: Blank[] = needsTrigger ? [{ kind: 'trigger' }, ...ALL_BLANKS] : [...ALL_BLANKS];
    const all = channels ? every.filter((blank) => blank.kind === 'message') : every;
    return all.filter((blank) =>
      plain(
        [
          blankLabel(blank, wording),
          t(`kind.${blank.kind}`),
          blankAbout(blank, wording),
          words(`also.${blank.kind}`),
        ].join(' '),
      ).includes(wanted),
    );
  }, [query, needsTrigger, channels, t, words, wording]);
  const d = drawWords(wording.locale);
  // Last, because it is no step.
  const note = !channels && plain(`${d('note.add')} ${d('note.about')}`).includes(plain(query));
  const last = found.length - (note ? 0 : 1);
  const index = Math.min(active, last);

  // The palette is opened to be typed into.
  useEffect(() => search.current?.focus(), []);

  useEffect(() => {
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Element && !box.current?.contains(event.target)) onClose();
    };
    window.addEventListener('pointerdown', outside, true);
    return () => window.removeEventListener('pointerdown', outside, true);
  }, [onClose]);

  useEffect(() => {
    box.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [index]);

  /** Tab goes from the search to the ways out and back, and from either out of the palette. */
  function leadsToWays({ target, shiftKey }: KeyboardEvent): boolean {
    const onWay = target instanceof HTMLInputElement && target.type === 'radio';
    return ways.length > 1 && onWay === shiftKey;
  }

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    const onWay = event.target instanceof HTMLInputElement && event.target.type === 'radio';
    if (onWay && event.key.startsWith('Arrow')) return;
    if (event.key === 'ArrowDown') setActive(index >= last ? 0 : index + 1);
    else if (event.key === 'ArrowUp') setActive(index <= 0 ? last : index - 1);
    else if (event.key === 'Home') setActive(0);
    else if (event.key === 'End') setActive(last);
    else if (event.key === 'Enter') {
      const blank = found[index];
      if (blank) onPick(blank);
      else if (note) onNote();
    } else if (event.key === 'Escape' || (event.key === 'Tab' && !leadsToWays(event))) onClose();
    else return;
    event.preventDefault();
  }

  return (
    <div
      ref={box}
      className="ed-palette"
      role="dialog"
      aria-label={t('palette.label')}
      style={{ left: at.x, top: at.y }}
      onKeyDown={onKeyDown}
    >
      <label className="ed-palette-search">
        <Search aria-hidden="true" />
        <input
          ref={search}
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={index >= 0 ? `${list}-${index}` : undefined}
          aria-label={t('palette.search')}
          placeholder={t('palette.search')}
          value={query}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
        />
      </label>
      {after && <p className="ed-palette-after">{t('palette.into', { title: after })}</p>}
      {ways.length > 1 && (
        <div className="ed-palette-ways" role="radiogroup" aria-label={words('palette.ways')}>
          {ways.map(({ way, label, chosen }) => (
            <label key={way}>
              <input type="radio" name={`${list}-way`} checked={chosen} onChange={() => props.onWay(way)} />
              {label}
            </label>
          ))}
        </div>
      )}
      <div className="ed-palette-list" role="listbox" id={list} aria-label={t('palette.label')}>
        {found.map((blank, position) => {
          const Icon = iconOf(blank);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the search field, which keeps the focus.
            <div
              key={blankKey(blank)}
              id={`${list}-${position}`}
              className="ed-palette-item"
              role="option"
              tabIndex={-1}
              data-index={position}
              data-tone={toneOf(blank.kind)}
              aria-selected={position === index}
              onPointerMove={() => setActive(position)}
              onClick={() => onPick(blank)}
            >
              <span className="ed-tile">
                <Icon aria-hidden="true" strokeWidth={1.9} />
              </span>
              <span className="ed-palette-words">
                <span>{blankLabel(blank, wording)}</span>
                {blank.kind !== 'message' && <span>{blankAbout(blank, wording)}</span>}
              </span>
            </div>
          );
        })}
        {note && (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the search field, which keeps the focus.
          <div
            id={`${list}-${found.length}`}
            className="ed-palette-item"
            role="option"
            tabIndex={-1}
            data-index={found.length}
            data-tone="wait"
            aria-selected={index === found.length}
            onPointerMove={() => setActive(found.length)}
            onClick={onNote}
          >
            <span className="ed-tile">
              <StickyNote aria-hidden="true" strokeWidth={1.9} />
            </span>
            <span className="ed-palette-words">
              <span>{d('note.add')}</span>
              <span>{d('note.about')}</span>
            </span>
          </div>
        )}
        {found.length === 0 && !note && <p className="ed-palette-none">{t('palette.none')}</p>}
      </div>
    </div>
  );
}
