import { useEffect } from 'react';
import type { Session } from './session';

/** Keeps what is not saved while the page is left or hidden, and reads what happened elsewhere on the way back. */
export function useLeaving(session: Session, autosave: boolean): void {
  useEffect(() => {
    const keep = (): void => {
      session.keepNow();
      session.leave();
    };
    const warn = (event: BeforeUnloadEvent): void => {
      if (!session.unsaved) return;
      session.keepNow();
      void session.save();
      event.preventDefault();
    };
    const back = (): void => session.retry();
    const hidden = (): void => {
      if (document.hidden) {
        if (session.unsaved && autosave) void session.save();
        return;
      }
      // Back from another tab, where the scenario may have been paused, published or redrawn.
      session.refresh().catch(() => session.retry());
    };
    window.addEventListener('pagehide', keep);
    window.addEventListener('beforeunload', warn);
    window.addEventListener('online', back);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      window.removeEventListener('pagehide', keep);
      window.removeEventListener('beforeunload', warn);
      window.removeEventListener('online', back);
      document.removeEventListener('visibilitychange', hidden);
    };
  }, [session, autosave]);
}
