import { type ComponentType, createContext, useContext, useEffect, useSyncExternalStore } from 'react';

/** A component that is loaded apart. */
export type Later<P> = ComponentType<P> & {
  /** Begins to load it; settled once it is drawn without a wait, or has failed. */
  load(): Promise<void>;
};

/** Told when something asked for did not load: the network is away, or the server has a newer version of it. */
export const Missing = createContext<(fault: unknown) => void>(() => {});

const all = new Set<() => Promise<void>>();

/** Loads, one after the other, whatever is not here yet: what is opened later then needs no network. */
export async function loadAll(): Promise<void> {
  for (const load of all) await load();
}

/**
 * A component whose module comes after the page: nothing stands in its place until then.
 *
 * Unlike `lazy` it shows itself in the moment it is there, without the pause in which React holds a fallback; and
 * where it cannot be loaded it says so to `Missing` instead of failing, and is asked for again the next time.
 */
export function later<P extends object>(fetch: () => Promise<ComponentType<P>>): Later<P> {
  let state: { readonly Inner?: ComponentType<P>; readonly fault?: unknown } = {};
  let loading: Promise<void> | undefined;
  const load = (): Promise<void> => {
    if (loading) return loading;
    state = {};
    loading = fetch().then(
      (Inner) => {
        state = { Inner };
      },
      (fault: unknown) => {
        state = { fault };
        loading = undefined;
      },
    );
    return loading;
  };
  all.add(load);
  const subscribe = (listener: () => void): (() => void) => {
    if (!state.Inner) void load().then(listener);
    return () => {};
  };
  const snapshot = (): typeof state => state;
  function Loaded(props: P) {
    const { Inner, fault } = useSyncExternalStore(subscribe, snapshot);
    const missing = useContext(Missing);
    useEffect(() => {
      // The fault of a former time is over once it is loaded again.
      if (fault !== undefined && fault === state.fault) missing(fault);
    }, [fault, missing]);
    return Inner ? <Inner {...props} /> : null;
  }
  return Object.assign(Loaded, { load });
}
