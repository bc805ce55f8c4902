/**
 * Simulations: what runs is followed, and a chart becomes a picture. Words and figures are the server's.
 */
import { saveFile } from '../export/file';

const EVERY_MS = 800;
/** Pictures are for slides: twice the size of the drawing. */
const SCALE = 2;
const MARGIN = 24;
const HEADING = 40;

async function follow(): Promise<void> {
  if (!document.querySelector('[data-running]')) return;
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const place = ['run', 'runs'].find((id) => document.getElementById(id));
    const fresh = place && page.getElementById(place);
    if (!fresh || (place === 'run' && !fresh.querySelector('[data-running]'))) {
      location.reload();
      return;
    }
    const old = document.getElementById(place);
    if (old && !old.contains(document.activeElement) && !old.querySelector('details[open]')) {
      old.replaceChildren(...fresh.childNodes);
    } else if (old) {
      // Whoever is about to press Stop keeps the button: only what it counts moves.
      for (const part of ['.meter', '.panel-head p', '.panel-head h2']) {
        const now = fresh.querySelector(part);
        if (now) old.querySelector(part)?.replaceWith(now);
      }
    }
  }
  window.setTimeout(() => void follow(), EVERY_MS);
}

const COPIED = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'opacity'] as const;
const WORDS = ['font-size', 'font-weight', 'text-anchor'] as const;

/** The drawing as a document of its own: what the style sheet says of it is written into it. */
function standalone(chart: SVGSVGElement, title: string): { source: string; width: number; height: number } {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const from = chart.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, index) => {
    const source = from[index];
    if (!source || element.tagName === 'title') return;
    const style = getComputedStyle(source);
    for (const name of element.tagName === 'text' ? [...COPIED, ...WORDS] : COPIED) {
      element.setAttribute(name, style.getPropertyValue(name));
    }
    element.removeAttribute('class');
  });
  const page = getComputedStyle(document.body);
  const surface = getComputedStyle(chart.closest('.panel') ?? document.body).backgroundColor;
  const { width, height } = chart.viewBox.baseVal;
  const all = { width: width + 2 * MARGIN, height: height + 2 * MARGIN + HEADING };
  const heading = document.createElementNS('http://www.w3.org/2000/svg', 'text');
  heading.textContent = title;
  for (const [name, value] of Object.entries({
    x: MARGIN,
    y: MARGIN + 16,
    fill: page.color,
    'font-size': 18,
    'font-weight': 600,
  })) {
    heading.setAttribute(name, String(value));
  }
  const inner = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  inner.setAttribute('transform', `translate(${MARGIN} ${MARGIN + HEADING})`);
  inner.append(...copy.childNodes);
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', surface);
  copy.replaceChildren(ground, heading, inner);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `0 0 ${all.width} ${all.height}`);
  copy.setAttribute('width', String(all.width * SCALE));
  copy.setAttribute('height', String(all.height * SCALE));
  copy.setAttribute('font-family', "Inter, 'Segoe UI', Roboto, 'Noto Sans', sans-serif");
  copy.removeAttribute('class');
  return { source: new XMLSerializer().serializeToString(copy), ...all };
}

async function picture(button: HTMLButtonElement): Promise<void> {
  const chart = document.getElementById(button.dataset.picture ?? '')?.querySelector('svg');
  if (!chart) return;
  const name = button.dataset.name ?? 'simulation';
  const drawing = standalone(chart, `${document.querySelector('h1')?.textContent?.trim() ?? ''} · ${name}`);
  const url = URL.createObjectURL(new Blob([drawing.source], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = drawing.width * SCALE;
    canvas.height = drawing.height * SCALE;
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    const content = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (content) saveFile(`${name}.png`, content);
  } finally {
    URL.revokeObjectURL(url);
  }
}

// Filters redraw what is shown: the button that is pressed may be newer than this script.
document.addEventListener('click', (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>('button[data-picture]');
  if (button) void picture(button);
});
document.documentElement.dataset.pictures = '';
window.setTimeout(() => void follow(), EVERY_MS);
