import { type ComponentType, useSyncExternalStore } from 'react';

/** A component that is loaded apart. */
export type Later<P> = ComponentType<P> & {
  /** Begins to load it; settled once it is drawn without a wait, or has failed. */
  load(): Promise<void>;
};

/**
 * A component whose module comes after the page: nothing stands in its place until then.
 *
 * Unlike `lazy` it shows itself in the moment it is there, without the pause in which React holds a fallback.
 */
export function later<P extends object>(fetch: () => Promise<ComponentType<P>>): Later<P> {
  let state: { readonly Inner?: ComponentType<P>; readonly fault?: unknown } = {};
  let loading: Promise<void> | undefined;
  const load = (): Promise<void> => {
    loading ??= fetch().then(
      (Inner) => {
        state = { Inner };
      },
      (fault: unknown) => {
        state = { fault };
      },
    );
    return loading;
  };
  const subscribe = (listener: () => void): (() => void) => {
    if (!state.Inner) void load().then(listener);
    return () => {};
  };
  const snapshot = (): typeof state => state;
  function Loaded(props: P) {
    const { Inner, fault } = useSyncExternalStore(subscribe, snapshot);
    if (fault !== undefined) throw fault;
    return Inner ? <Inner {...props} /> : null;
  }
  return Object.assign(Loaded, { load });
}
