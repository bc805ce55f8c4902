/** Milliseconds in which the view glides; it jumps where the reader wants less motion. */
export function gliding(milliseconds: number): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : milliseconds;
}
