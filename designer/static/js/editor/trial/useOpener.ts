import { type RefObject, useEffect, useRef } from 'react';

/** The button that opened a form, focused again once the form has closed. */
export function useOpener(open: boolean): RefObject<HTMLButtonElement | null> {
  const opener = useRef<HTMLButtonElement>(null);
  const was = useRef(open);
  useEffect(() => {
    if (was.current && !open) opener.current?.focus({ preventScroll: true });
    was.current = open;
  }, [open]);
  return opener;
}
