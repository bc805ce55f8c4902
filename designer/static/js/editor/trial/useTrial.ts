import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ApiError, Unreachable } from '../../api/client';
import type { TrialOut } from '../../api/schema';
import type { Json } from '../../model/document';
import type { Session } from '../session';
import { later } from './instants';
import type { Values } from './samples';

/** Whom a trial is made with, beside what, and from when. */
export interface Setup {
  /** Undefined: somebody made up. */
  contact: string | undefined;
  attributes: Values;
  alone: boolean;
  /** Undefined: the present. */
  start: string | undefined;
}

export interface Act {
  at: string;
  kind: 'event' | 'change' | 'enter';
  name?: string;
  values?: Record<string, Json>;
}

/** One place in the trial: the facts so far, and up to when it is played. */
interface Place {
  acts: readonly Act[];
  until: string | undefined;
}

export interface Trouble {
  message: string;
  /** Whether asking again may help. */
  away: boolean;
}

export interface TrialState {
  setup: Setup;
  told: TrialOut | undefined;
  trouble: Trouble | undefined;
  busy: boolean;
  canGoBack: boolean;
  /** Whether the last step of the clock found nothing to come. */
  stands: boolean;
  change(setup: Setup): void;
  act(kind: Act['kind'], name?: string, values?: Record<string, Json>): void;
  go(how: 'next' | 'end'): void;
  goTo(until: string): void;
  pass(minutes: number): void;
  back(): void;
  reset(): void;
  again(): void;
}

const START: readonly Place[] = [{ acts: [], until: undefined }];
/** Pause in the drawing before it is tried again, milliseconds. */
const SETTLED = 500;

/** Where the reader is: whom, and every place that led here, the present one last. */
interface Stand {
  setup: Setup;
  trail: readonly Place[];
  now: string | undefined;
}

type Go = 'to' | 'next' | 'end';

/** A trial that is asked again from its start at every step, so that going back is asking for less. */
export function useTrial(session: Session, document: unknown, first: Setup): TrialState {
  const [stand, setStand] = useState<Stand>({ setup: first, trail: START, now: undefined });
  const [told, setTold] = useState<TrialOut>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [busy, setBusy] = useState(false);
  const [stands, setStands] = useState(false);
  const present = useRef(stand);
  const begun = useRef<string>(undefined);
  // One after the other, so that a quick second click starts from where the first one led.
  const line = useRef(Promise.resolve());
  const waiting = useRef(0);
  const latest = useRef(document);
  latest.current = document;

  const ask = useCallback(
    async (setup: Setup, trail: readonly Place[], go: Go): Promise<void> => {
      const place = trail.at(-1) as Place;
      const stay = (next: Stand): void => {
        present.current = next;
        setStand(next);
      };
      try {
        const answer = (await session.api.ask('POST', '/trials', {
          document: latest.current,
          contact: setup.contact ?? null,
          attributes: setup.contact === undefined ? setup.attributes : {},
          alone: setup.alone,
          start: setup.start ?? null,
          id: begun.current ?? null,
          acts: place.acts,
          until: place.until ?? null,
          go,
        })) as unknown as TrialOut;
        const moved = place.until === undefined || Date.parse(answer.now) > Date.parse(place.until);
        begun.current = answer.id;
        const here = { acts: place.acts, until: answer.now };
        const before = go === 'to' || !moved ? trail.slice(0, -1) : trail;
        stay({ setup, trail: [...before, here], now: answer.now });
        setStands(go !== 'to' && !moved);
        setTold(answer);
        setTrouble(undefined);
      } catch (error) {
        setTrouble({
          message: error instanceof ApiError ? error.message : '',
          away: error instanceof Unreachable,
        });
        stay({ ...present.current, setup });
      }
    },
    [session],
  );

  const queue = useCallback(
    (question: (at: Stand) => [Setup, readonly Place[], Go] | undefined): void => {
      waiting.current += 1;
      setBusy(true);
      line.current = line.current.then(async () => {
        const asked = question(present.current);
        if (asked) await ask(...asked);
        waiting.current -= 1;
        setBusy(waiting.current > 0);
      });
    },
    [ask],
  );

  // What is drawn meanwhile is tried with the same facts.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each drawing is tried anew.
  useEffect(() => {
    const again = (): void => queue(({ setup, trail }) => [setup, trail, 'to']);
    const timer = setTimeout(again, begun.current === undefined ? 0 : SETTLED);
    return () => clearTimeout(timer);
  }, [document, queue]);

  const moves = useMemo(() => {
    const anew = (setup: Setup): void => {
      queue(() => {
        begun.current = undefined;
        return [setup, START, 'to'];
      });
    };
    const forward = (place: (here: Place, now: string) => Place): void =>
      queue(({ setup, trail, now }) =>
        now === undefined ? undefined : [setup, [...trail, place(trail.at(-1) as Place, now)], 'to'],
      );
    return {
      change: anew,
      reset: () => anew(present.current.setup),
      act: (kind: Act['kind'], name = '', values: Record<string, Json> = {}) =>
        forward(({ acts }, now) => ({
          acts: [...acts, { at: now, kind, name, values }],
          until: later(now, 1),
        })),
      go: (how: 'next' | 'end') => queue(({ setup, trail }) => [setup, trail, how]),
      goTo: (until: string) => forward(({ acts }) => ({ acts, until })),
      pass: (minutes: number) => forward(({ acts }, now) => ({ acts, until: later(now, minutes) })),
      back: () =>
        queue(({ setup, trail }) => (trail.length > 1 ? [setup, trail.slice(0, -1), 'to'] : undefined)),
      again: () => queue(({ setup, trail }) => [setup, trail, 'to']),
    };
  }, [queue]);

  const { setup, trail } = stand;
  return { setup, told, trouble, busy, stands, canGoBack: trail.length > 1, ...moves };
}
