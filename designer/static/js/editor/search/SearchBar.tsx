import './search.css';
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { keysWords } from '../../i18n/keys';
import type { SurfaceProps } from '../tools';
import { useEntries } from './entries';
import { find } from './find';

/** Searches the steps of the flowchart: marks what is found, and goes from one to the next. */
export default function SearchBar({ bench, onClose }: SurfaceProps) {
  const { marks, canvas, select, wording, state, graph } = bench;
  const t = keysWords(bench.locale);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const before = useRef(document.activeElement);
  const said = useId();
  const entries = useEntries(bench);
  const hits = useMemo(() => find(query, entries), [query, entries]);
  const index = Math.min(at, hits.length - 1);
  const hit = hits[index];
  const node = hit && graph.nodes.get(hit.id);

  useEffect(() => field.current?.focus(), []);

  useEffect(() => {
    marks.set(new Map(hits.map(({ id }) => [id, { tone: 'found', words: '' }])));
  }, [marks, hits]);
  useEffect(() => () => marks.set(), [marks]);

  // The first one comes into sight while one types.
  const shown = hit?.id;
  useEffect(() => {
    if (shown === undefined) return;
    select({ nodes: [shown], edges: [] });
    canvas.current?.reveal(shown);
  }, [shown, select, canvas]);

  function go(step: number): void {
    if (hits.length > 0) setAt((index + step + hits.length) % hits.length);
  }

  function close(): void {
    onClose();
    const from = before.current;
    if (shown !== undefined) canvas.current?.focusStep(shown);
    else if (from instanceof HTMLElement && from.isConnected) from.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const again = event.key === 'F3' || (event.key === 'Enter' && event.target === field.current);
    if (again) go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown') go(1);
    else if (event.key === 'ArrowUp') go(-1);
    else if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey)) field.current?.select();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const place = document.querySelector('.ed-canvas');
  if (!place) return null;
  const title = node && wording.step(node, state.scenario).title;
  return createPortal(
    <search className="ed-search" aria-label={t('search.label')} onKeyDown={onKeyDown}>
      <Search aria-hidden="true" />
      <input
        ref={field}
        type="text"
        aria-label={t('search.field')}
        aria-describedby={said}
        placeholder={t('search.field')}
        value={query}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
      />
      <span className="ed-search-count" aria-hidden="true">
        {query.trim() !== '' &&
          (hit ? t('search.of', { index: index + 1, total: hits.length }) : t('search.none'))}
      </span>
      <button
        type="button"
        className="button plain square small"
        disabled={hits.length === 0}
        aria-label={t('search.previous')}
        title={t('search.previous')}
        onClick={() => go(-1)}
      >
        <ChevronUp className="icon" aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button plain square small"
        disabled={hits.length === 0}
        aria-label={t('search.next')}
        title={t('search.next')}
        onClick={() => go(1)}
      >
        <ChevronDown className="icon" aria-hidden="true" />
      </button>
      <button
        type="button"
        className="button plain square small"
        aria-label={t('search.close')}
        title={t('search.close')}
        onClick={close}
      >
        <X className="icon" aria-hidden="true" />
      </button>
      <p className="ed-search-where" id={said} role="status">
        {hit && title !== undefined ? (
          <>
            <span className="visually-hidden">
              {t('search.at', { index: index + 1, total: hits.length, title })}.{' '}
            </span>
            {t('search.where', { where: t(`search.in.${hit.field}`) })}
          </>
        ) : (
          query.trim() !== '' && <span className="visually-hidden">{t('search.none')}</span>
        )}
      </p>
    </search>,
    place,
  );
}
