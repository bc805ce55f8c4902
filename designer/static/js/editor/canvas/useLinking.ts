import { type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import { connect, refusal, remove } from '../../model/commands';
import type { Edge } from '../../model/document';
import { edgeKey } from '../../model/graph';
import type { Link } from './flow';
import type { Stage } from './stage';
import type { Sight } from './useSight';

export interface Linking {
  /** The connection being drawn without a drag. */
  link: Link | undefined;
  start(from: string, way?: string): void;
  /** Ends it, on a step or on nothing. */
  finish(to: string | undefined): void;
  drop(): void;
  connectTo(from: string, way: string, to: string): void;
  unlink(edge: Edge): void;
  onKey(event: KeyboardEvent): void;
}

/** Connections drawn by click or keyboard. */
export function useLinking(stage: Stage, { reveal, focusStep }: Sight): Linking {
  const { session, state, graph, t, say, titleOf } = stage;
  const { readOnly } = state;
  const [link, setLink] = useState<Link>();

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
      const first = way ?? graph.freeWays(from)[0] ?? graph.waysOf(from)[0];
      if (first === undefined) return;
      setLink({ from, way: first, target: graph.by(from, first)?.to });
    },
    [graph, readOnly],
  );

  const targets = useMemo(
    () =>
      link ? graph.order().filter((id) => id !== link.from && graph.nodes.get(id)?.kind !== 'trigger') : [],
    [graph, link],
  );

  const unlink = useCallback(
    (edge: Edge): void => {
      if (session.change((current) => remove(current, [], [edgeKey(edge)]))) say(t('done.unlinked'));
    },
    [session, say, t],
  );

  const finish = useCallback(
    (to: string | undefined): void => {
      if (link && to !== undefined) connectTo(link.from, link.way, to);
      setLink(undefined);
      if (link) focusStep(link.from);
    },
    [link, connectTo, focusStep],
  );

  function onKey(event: KeyboardEvent): void {
    if (!link) return;
    const pick = (step: number): void => {
      if (targets.length === 0) return;
      const index = link.target === undefined ? (step > 0 ? -1 : 0) : targets.indexOf(link.target);
      const target = targets[(index + step + targets.length) % targets.length];
      if (target === undefined) return;
      setLink({ ...link, target });
      reveal(target);
      say(t('connect.target', { title: titleOf(target) }));
    };
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
      case 'C': {
        const ways = graph.waysOf(link.from);
        const way = ways[(ways.indexOf(link.way) + 1) % ways.length] ?? link.way;
        setLink({ from: link.from, way, target: graph.by(link.from, way)?.to });
        break;
      }
      case 'Enter':
        finish(link.target);
        break;
      case 'Delete':
      case 'Backspace': {
        const edge = graph.by(link.from, link.way);
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

  return { link, start, finish, drop: () => setLink(undefined), connectTo, unlink, onKey };
}
