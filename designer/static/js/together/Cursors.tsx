import './together.css';
import { useReactFlow, useStore, useStoreApi, ViewportPortal } from '@xyflow/react';
import { MousePointer2 } from 'lucide-react';
import { useEffect, useSyncExternalStore } from 'react';
import type { Person } from '../api/room';
import type { Session } from '../editor/session';
import { togetherWords } from '../i18n/together';
import type { Locale } from '../model/document';
import { CARD, cardHeight } from '../model/geometry';
import { colourOf, initialsOf, nameOf } from './colours';

interface CursorsProps {
  session: Session;
  locale: Locale;
  others: readonly Person[];
  selected: readonly string[];
}

/** Tells the others where this page points and what it has chosen. */
function useTelling(session: Session, selected: readonly string[]): void {
  const flow = useReactFlow();
  const store = useStoreApi();
  const { company } = session;
  useEffect(() => {
    company.look({ nodes: selected.slice(0, 50) });
  }, [company, selected]);
  useEffect(() => {
    const { domNode } = store.getState();
    if (!domNode) return;
    const point = (event: PointerEvent): void => {
      const { x, y } = flow.screenToFlowPosition(
        { x: event.clientX, y: event.clientY },
        { snapToGrid: false },
      );
      company.look({ cursor: [Math.round(x), Math.round(y)] });
    };
    const leave = (): void => company.look({ cursor: null });
    domNode.addEventListener('pointermove', point);
    domNode.addEventListener('pointerleave', leave);
    return () => {
      domNode.removeEventListener('pointermove', point);
      domNode.removeEventListener('pointerleave', leave);
      company.look({ cursor: null, nodes: [] });
    };
  }, [company, flow, store]);
}

/** The others on the canvas: their pointers, and a frame around what each has chosen. */
export default function Cursors({ session, locale, others, selected }: CursorsProps) {
  const t = togetherWords(locale);
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  const scale = useStore(({ transform }) => 1 / Math.max(transform[2], 0.05));
  useTelling(session, selected);
  const nodes = new Map(state.scenario.nodes.map((node) => [node.id, node]));
  return (
    <ViewportPortal>
      {others.flatMap((person) =>
        person.nodes.flatMap((id, index) => {
          const node = nodes.get(id);
          const place = state.places[id];
          if (!node || !place) return [];
          return (
            <div
              key={`${person.client} ${id}`}
              className={`tg-chosen ${colourOf(person)}`}
              style={{
                transform: `translate(${place[0]}px, ${place[1]}px)`,
                width: CARD.width,
                height: cardHeight(node),
              }}
            >
              {index === 0 && (
                <span className="tg-flag" title={t('people.chosen', { name: nameOf(person, t) })}>
                  {nameOf(person, t)}
                </span>
              )}
            </div>
          );
        }),
      )}
      {others.map((person) => {
        if (!person.cursor) return null;
        const [x, y] = person.cursor;
        return (
          <div
            key={person.client}
            className={`tg-cursor ${colourOf(person)}`}
            style={{ transform: `translate(${x}px, ${y}px) scale(${scale})` }}
            aria-hidden="true"
          >
            <MousePointer2 />
            <span className="tg-flag">{nameOf(person, t) || initialsOf(person.name)}</span>
          </div>
        );
      })}
    </ViewportPortal>
  );
}
