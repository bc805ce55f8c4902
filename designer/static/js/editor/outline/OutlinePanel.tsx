import './outline.css';
import { X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { outlineWords } from '../../i18n/outline';
import { surfaceWords } from '../../i18n/surfaces';
import { refusal } from '../../model/commands';
import { NODE_KINDS } from '../../model/document';
import { ALL_BLANKS, blankKey, blankOfKey } from '../canvas/kinds';
import { blankAbout, blankLabel } from '../canvas/Rail';
import type { SurfaceProps } from '../tools';
import { type Choice, Chooser } from './Chooser';
import { OutlineBar } from './OutlineBar';
import { OutlineRow } from './OutlineRow';
import { useOutline, wayOfRow } from './useOutline';

type Asking = 'after' | 'before' | 'connect';

/** The scenario as a tree: the same steps as the canvas, read in order and edited with the same commands. */
export default function OutlinePanel({ bench, onClose }: SurfaceProps) {
  const { state, graph, wording, locale, settings } = bench;
  const { scenario, readOnly } = state;
  const t = outlineWords(locale);
  const title = surfaceWords(locale)('outline');
  const outline = useOutline(bench);
  const { items, active } = outline;
  const [asking, setAsking] = useState<Asking>();
  const tree = useRef<HTMLDivElement>(null);
  const from = useRef<Element>(null);

  useEffect(() => {
    from.current = document.activeElement;
    tree.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
    return () => {
      if (from.current instanceof HTMLElement && from.current.isConnected) from.current.focus();
    };
  }, []);

  const ask = (what: Asking): void => {
    if (!readOnly) setAsking(what);
  };
  const step = (by: number): void => {
    const at = active ? items.indexOf(active) : -1;
    const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
    if (next) outline.pick(next.key);
  };
  const enter = (): void => {
    if (!active) return;
    if (active.row.row === 'way' && active.leads !== undefined && active.to !== undefined)
      outline.go(active.to);
    else if (active.row.row === 'way')
      ask(active.to === undefined && active.leads !== undefined ? 'after' : 'connect');
    else outline.edit();
  };
  const inwards = (): void => {
    if (!active) return;
    if (active.expanded === false) outline.fold(active.key, false);
    else if (active.expanded) step(1);
  };
  const outwards = (): void => {
    if (!active) return;
    if (active.expanded) {
      outline.fold(active.key, true);
      return;
    }
    const above = items.slice(0, items.indexOf(active)).findLast(({ level }) => level < active.level);
    if (above) outline.pick(above.key);
  };

  /** What a key does on a row; false where it is not the tree's. */
  function onKey({ key, altKey, shiftKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
    if (ctrlKey || metaKey) return false;
    if (altKey) {
      if (key !== 'ArrowUp' && key !== 'ArrowDown') return false;
      outline.move(key === 'ArrowUp' ? 'up' : 'down');
      return true;
    }
    const deeds: Record<string, () => void> = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      ArrowRight: inwards,
      ArrowLeft: outwards,
      Home: () => step(-items.length),
      End: () => step(items.length),
      Enter: enter,
      ' ': () => active && outline.pick(active.key),
      F2: outline.edit,
      Delete: outline.remove,
      Backspace: outline.remove,
      Insert: () => ask('after'),
    };
    const single: Record<string, () => void> = {
      a: () => ask(shiftKey ? 'before' : 'after'),
      c: () => ask('connect'),
      e: outline.edit,
    };
    const deed = deeds[key] ?? (settings.singleKeys ? single[key.toLowerCase()] : undefined);
    deed?.();
    return deed !== undefined;
  }

  const way = active && wayOfRow(active.row, graph);
  const place = active
    ? [outline.titleOf(active.row.id), active.row.row === 'way' ? active.title : undefined]
        .filter(Boolean)
        .join(' → ')
    : '';
  const blanks = ALL_BLANKS.map(
    (blank): Choice => ({
      key: blankKey(blank),
      label: blankLabel(blank, wording),
      about: blankAbout(blank, wording),
      kind: blank.kind,
      channel: blank.channel,
    }),
  );
  const targets = (): Choice[] =>
    graph.order().flatMap((id): Choice[] => {
      const node = graph.nodes.get(id);
      if (!node || !active || refusal(scenario, active.row.id, id)) return [];
      const number = items.find((item) => item.row.row === 'step' && item.row.id === id)?.number;
      const known = NODE_KINDS.includes(node.kind) ? node.kind : 'exit';
      return [
        {
          key: id,
          label: outline.titleOf(id),
          about: [
            number === undefined ? '' : t('row.step', { number: String(number) }),
            wording.step(node, scenario).detail,
          ]
            .filter(Boolean)
            .join(' · '),
          kind: known,
          channel: node.kind === 'message' ? node.channel : undefined,
        },
      ];
    });

  return (
    <aside
      className="ed-panel ol"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onClose();
      }}
    >
      <header className="ed-panel-head">
        <h2>{title}</h2>
        <button
          type="button"
          className="button plain square small"
          aria-label={t('close')}
          title={t('close')}
          onClick={onClose}
        >
          <X className="icon" aria-hidden="true" />
        </button>
      </header>
      <div
        ref={tree}
        className="ed-panel-body ol-tree"
        role="tree"
        aria-label={t('tree.label')}
        aria-description={t('tree.help')}
        onKeyDown={(event) => {
          if (event.key === 'Escape') return;
          if (onKey(event)) event.preventDefault();
          // The canvas has the same keys for its own steps.
          if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
        }}
      >
        {items.map((item) => (
          <OutlineRow
            key={item.key}
            item={item}
            active={item === active}
            selected={
              item.row.row === 'step'
                ? bench.selection.nodes.includes(item.row.id)
                : item === active && bench.selection.nodes.length === 0
            }
            onPick={outline.pick}
            onOpen={enter}
            onFold={outline.fold}
            onGo={outline.go}
          />
        ))}
        {items.length === 0 && <p className="ol-empty">{t('tree.empty')}</p>}
      </div>
      {!readOnly && (
        <OutlineBar
          outline={outline}
          active={active}
          way={way}
          place={place}
          t={t}
          onAsk={ask}
          onStart={() => outline.add({ kind: 'trigger' }, 'after')}
        />
      )}
      {asking === 'connect' && (
        <Chooser
          title={t('choose.connect')}
          about={t('choose.connect.from', { title: place })}
          choices={targets()}
          t={t}
          onChoose={(id) => {
            setAsking(undefined);
            outline.connectTo(id);
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
      {(asking === 'after' || asking === 'before') && (
        <Chooser
          title={t('choose.add')}
          about={t(`choose.add.${asking}`, { title: place })}
          choices={blanks}
          t={t}
          onChoose={(key) => {
            setAsking(undefined);
            const blank = blankOfKey(key);
            if (blank) outline.add(blank, asking);
          }}
          onClose={() => setAsking(undefined)}
        />
      )}
    </aside>
  );
}
