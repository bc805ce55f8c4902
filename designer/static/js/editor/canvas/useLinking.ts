import { type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import { drawingWords } from '../../i18n/drawing';
import { connect, reconnect, refusal, remove } from '../../model/commands';
import type { Edge } from '../../model/document';
import { edgeKey } from '../../model/graph';
import type { Link } from './flow';
import type { Stage } from './stage';
import type { Sight } from './useSight';

/** A connection being drawn: where it leads to is asked, or for a line that moves its start, where it comes from. */
export type Drawn = (Link & { asks: 'to' }) | (Link & { asks: 'from'; edge: Edge });

export interface Linking {
  link: Drawn | undefined;
  start(from: string, way?: string): void;
  /** Asks anew where a line starts. */
  startFrom(edge: Edge): void;
  /** The same for the first line that arrives at a step. */
  takeOver(id: string): void;
  /** Ends it on a step, or on nothing. */
  finish(id: string | undefined): void;
  /** What a click on a way out means: the start of a new link, or of the one that moves. */
  onPort(id: string, way: string): void;
  drop(): void;
  connectTo(from: string, way: string, to: string): void;
  unlink(edge: Edge): void;
  onKey(event: KeyboardEvent): void;
}

/** Connections drawn and moved by click or keyboard. */
export function useLinking(stage: Stage, { reveal, focusStep }: Sight): Linking {
  const { session, state, graph, t, locale, say, titleOf } = stage;
  const { readOnly } = state;
  const [link, setLink] = useState<Drawn>();
  const words = drawingWords(locale);

  /** The way out that a link takes where none was named. */
  const wayFor = useCallback(
    (id: string): string | undefined => graph.freeWays(id)[0] ?? graph.waysOf(id)[0],
    [graph],
  );

  const connectTo = useCallback(
    (from: string, way: string, to: string): void => {
      const reason = refusal(session.snapshot().scenario, from, to);
      if (reason) {
        say(t(`connect.${reason}`));
        return;
      }
      if (session.change((current) => connect(current, from, way, to))) {
        say(t('done.connected', { from: titleOf(from), to: titleOf(to) }));
      }
    },
    [session, say, t, titleOf],
  );

  const start = useCallback(
    (from: string, way?: string): void => {
      if (readOnly) return;
      const first = way ?? wayFor(from);
      if (first === undefined) return;
      setLink({ asks: 'to', from, way: first, target: graph.by(from, first)?.to });
    },
    [graph, readOnly, wayFor],
  );

  const startFrom = useCallback(
    (edge: Edge): void => {
      if (readOnly) return;
      const way = edge.path ?? graph.waysOf(edge.from)[0];
      if (way !== undefined) setLink({ asks: 'from', edge, from: edge.from, way, target: edge.to });
    },
    [graph, readOnly],
  );

  const takeOver = useCallback(
    (id: string): void => {
      const [edge] = graph.into(id);
      if (edge) startFrom(edge);
      else say(words('link.none'));
    },
    [graph, startFrom, say, words],
  );

  const candidates = useMemo(() => {
    if (!link) return [];
    return graph.order().filter((id) => {
      if (link.asks === 'to') return id !== link.from && graph.nodes.get(id)?.kind !== 'trigger';
      return id !== link.edge.to && graph.waysOf(id).length > 0;
    });
  }, [graph, link]);

  const unlink = useCallback(
    (edge: Edge): void => {
      if (session.change((current) => remove(current, [], [edgeKey(edge)]))) say(t('done.unlinked'));
    },
    [session, say, t],
  );

  const moveStart = useCallback(
    (edge: Edge, from: string, way: string): void => {
      const reason = refusal(session.snapshot().scenario, from, edge.to);
      if (reason) {
        say(t(`connect.${reason}`));
        return;
      }
      if (session.change((current) => reconnect(current, edge, from, way, edge.to))) {
        say(t('done.connected', { from: titleOf(from), to: titleOf(edge.to) }));
      }
    },
    [session, say, t, titleOf],
  );

  const finish = useCallback(
    (id: string | undefined): void => {
      setLink(undefined);
      if (!link) return;
      if (link.asks === 'to') {
        if (id !== undefined) connectTo(link.from, link.way, id);
        focusStep(link.from);
        return;
      }
      const way = id === link.from ? link.way : id === undefined ? undefined : wayFor(id);
      if (id !== undefined && way !== undefined) moveStart(link.edge, id, way);
      focusStep(link.edge.to);
    },
    [link, connectTo, moveStart, focusStep, wayFor],
  );

  const onPort = useCallback(
    (id: string, way: string): void => {
      if (link?.asks !== 'from') {
        start(id, way);
        return;
      }
      setLink(undefined);
      moveStart(link.edge, id, way);
      focusStep(link.edge.to);
    },
    [link, start, moveStart, focusStep],
  );

  function pick(step: number): void {
    if (!link || candidates.length === 0) return;
    const now = link.asks === 'to' ? link.target : link.from;
    const index = now === undefined ? (step > 0 ? -1 : 0) : candidates.indexOf(now);
    const id = candidates[(index + step + candidates.length) % candidates.length];
    if (id === undefined) return;
    if (link.asks === 'to') setLink({ ...link, target: id });
    else setLink({ ...link, from: id, way: wayFor(id) ?? link.way });
    reveal(id);
    const title = titleOf(id);
    say(link.asks === 'to' ? t('connect.target', { title }) : words('link.source', { title }));
  }

  /** The next way out of the step that the link starts from. */
  function turn(): void {
    if (!link) return;
    const ways = graph.waysOf(link.from);
    const way = ways[(ways.indexOf(link.way) + 1) % ways.length] ?? link.way;
    if (link.asks === 'from') setLink({ ...link, way });
    else setLink({ ...link, way, target: graph.by(link.from, way)?.to });
  }

  function onKey(event: KeyboardEvent): void {
    if (!link) return;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowRight':
        pick(1);
        break;
      case 'ArrowUp':
      case 'ArrowLeft':
        pick(-1);
        break;
      case 'c':
      case 'C':
        turn();
        break;
      case 'Enter':
        finish(link.asks === 'to' ? link.target : link.from);
        break;
      case 'Delete':
      case 'Backspace': {
        const edge = link.asks === 'to' ? graph.by(link.from, link.way) : link.edge;
        if (edge) unlink(edge);
        finish(undefined);
        break;
      }
      case 'Escape':
        finish(undefined);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    link,
    start,
    startFrom,
    takeOver,
    finish,
    onPort,
    drop: () => setLink(undefined),
    connectTo,
    unlink,
    onKey,
  };
}
