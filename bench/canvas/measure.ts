/** What the measuring script asks of the page; every gesture is one event a frame. */

type Gesture = 'pan' | 'zoom' | 'drag';

const nextFrame = (): Promise<number> => new Promise(requestAnimationFrame);

function cards(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.react-flow__node')];
}

function inSight(card: HTMLElement): boolean {
  const { left, right, top, bottom } = card.getBoundingClientRect();
  const pane = document.querySelector('.react-flow')?.getBoundingClientRect();
  return (
    pane !== undefined &&
    left > pane.left + 200 &&
    right < pane.right - 200 &&
    top > pane.top + 120 &&
    bottom < pane.bottom - 120
  );
}

/** Events after which a wheel has gone there and back. */
const PERIOD = 40;
const back = (step: number): number => (step % PERIOD < PERIOD / 2 ? 1 : -1);

/** Milliseconds between the frames of a gesture of so many events. */
async function gesture(kind: Gesture, events: number): Promise<number[]> {
  const pane = document.querySelector('.react-flow__pane');
  const card = cards().find(inSight) ?? cards()[0];
  if (!pane || !card) throw new Error('nothing is drawn');
  const box = card.getBoundingClientRect();
  const at = { clientX: box.left + box.width / 2, clientY: box.top + 12 };
  const mouse = (type: string, step: number): MouseEvent =>
    new MouseEvent(type, {
      bubbles: true,
      cancelable: true,
      view: window,
      button: 0,
      buttons: type === 'mouseup' ? 0 : 1,
      clientX: at.clientX + Math.sin(step / 9) * 120,
      clientY: at.clientY + Math.cos(step / 7) * 60 - 60,
    });
  const wheel = (step: number): WheelEvent =>
    new WheelEvent('wheel', {
      bubbles: true,
      cancelable: true,
      view: window,
      clientX: 700,
      clientY: 400,
      ctrlKey: kind === 'zoom',
      // There and back, so that the view ends where it began.
      deltaX: kind === 'pan' ? 12 * back(step + PERIOD / 4) : 0,
      deltaY: (kind === 'pan' ? 30 : 8) * back(step),
    });
  const times: number[] = [];
  if (kind === 'drag') card.dispatchEvent(mouse('mousedown', 0));
  let before = await nextFrame();
  for (let step = 1; step <= events; step += 1) {
    if (kind === 'drag') window.dispatchEvent(mouse('mousemove', step));
    else pane.dispatchEvent(wheel(step));
    const now = await nextFrame();
    times.push(now - before);
    before = now;
  }
  if (kind === 'drag') window.dispatchEvent(mouse('mouseup', events));
  await nextFrame();
  return times;
}

/** Milliseconds from the start of the navigation until cards are drawn, two frames later. */
async function opened(): Promise<number> {
  while (cards().length === 0) await nextFrame();
  await nextFrame();
  return nextFrame();
}

/** What is in the page, and where the view stands. */
function drawn(): { cards: number; elements: number; view: { x: number; y: number; zoom: number } } {
  const viewport = document.querySelector('.react-flow__viewport');
  const { e: x, f: y, a: zoom } = new DOMMatrix(viewport ? getComputedStyle(viewport).transform : undefined);
  return { cards: cards().length, elements: document.querySelectorAll('*').length, view: { x, y, zoom } };
}

declare global {
  interface Window {
    bench: { gesture: typeof gesture; opened: typeof opened; drawn: typeof drawn };
  }
}

window.bench = { gesture, opened, drawn };

export {};
