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

/** A trial that is asked again from its start at every step, so that going back is asking for less. */
export function useTrial(session: Session, document: unknown, first: Setup): TrialState {
  const [setup, setSetup] = useState(first);
  const [trail, setTrail] = useState<readonly Place[]>(START);
  const [told, setTold] = useState<TrialOut>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [busy, setBusy] = useState(false);
  const [stands, setStands] = useState(false);
  const asked = useRef(0);
  const begun = useRef<string>(undefined);
  const latest = useRef(document);
  latest.current = document;

  const ask = useCallback(
    async (wanted: Setup, places: readonly Place[], go: 'to' | 'next' | 'end'): Promise<void> => {
      const turn = ++asked.current;
      const place = places.at(-1) as Place;
      setBusy(true);
      try {
        const answer = (await session.api.ask('POST', '/trials', {
          document: latest.current,
          contact: wanted.contact ?? null,
          attributes: wanted.contact === undefined ? wanted.attributes : {},
          alone: wanted.alone,
          start: wanted.start ?? null,
          id: begun.current ?? null,
          acts: place.acts,
          until: place.until ?? null,
          go,
        })) as unknown as TrialOut;
        if (turn !== asked.current) return;
        const moved = place.until === undefined || Date.parse(answer.now) > Date.parse(place.until);
        setStands(go !== 'to' && !moved);
        begun.current = answer.id;
        setTold(answer);
        setTrouble(undefined);
        const here = { acts: place.acts, until: answer.now };
        setTrail(go === 'to' || !moved ? [...places.slice(0, -1), here] : [...places, here]);
      } catch (error) {
        if (turn !== asked.current) return;
        const away = error instanceof Unreachable;
        setTrouble({ message: error instanceof ApiError ? error.message : '', away });
        setTrail(places.length > 1 && places.at(-1)?.until === undefined ? places.slice(0, -1) : places);
      }
      setBusy(false);
    },
    [session],
  );

  // What is drawn meanwhile is tried with the same facts.
  const played = useRef({ setup, trail });
  played.current = { setup, trail };
  // biome-ignore lint/correctness/useExhaustiveDependencies: each drawing is tried anew.
  useEffect(() => {
    const again = (): void => void ask(played.current.setup, played.current.trail, 'to');
    const timer = setTimeout(again, begun.current === undefined ? 0 : SETTLED);
    return () => clearTimeout(timer);
  }, [document, ask]);

  return useMemo((): TrialState => {
    const now = told?.now;
    const here = trail.at(-1) as Place;
    const forward = (place: Place): void => void ask(setup, [...trail, place], 'to');
    return {
      setup,
      told,
      trouble,
      busy,
      stands,
      canGoBack: trail.length > 1,
      change(next) {
        begun.current = undefined;
        setSetup(next);
        void ask(next, START, 'to');
      },
      act(kind, name = '', values = {}) {
        if (now === undefined) return;
        forward({ acts: [...here.acts, { at: now, kind, name, values }], until: later(now, 1) });
      },
      go: (how) => void ask(setup, trail, how),
      goTo: (until) => forward({ acts: here.acts, until }),
      pass(minutes) {
        if (now !== undefined) forward({ acts: here.acts, until: later(now, minutes) });
      },
      back() {
        if (trail.length > 1) void ask(setup, trail.slice(0, -1), 'to');
      },
      reset() {
        begun.current = undefined;
        void ask(setup, START, 'to');
      },
      again: () => void ask(setup, trail, 'to'),
    };
  }, [setup, trail, told, trouble, busy, stands, ask]);
}
