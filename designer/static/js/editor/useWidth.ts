import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** The width of an element in pixels, `least` at the least: what a picture without a scale of its own is drawn for. */
export function useWidth<E extends HTMLElement>(least: number, first: number): [RefObject<E | null>, number] {
  const host = useRef<E>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const measure = (): void => {
      if (element.clientWidth > 0) setWidth(Math.max(least, element.clientWidth));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [least]);
  return [host, width];
}
