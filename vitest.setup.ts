/** What React Flow asks of a browser and jsdom does not have. */

import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

class ResizeObserverStandIn implements ResizeObserver {
  readonly #report: ResizeObserverCallback;

  constructor(report: ResizeObserverCallback) {
    this.#report = report;
  }

  observe(target: Element): void {
    // React Flow keeps a node hidden until its size has been reported once.
    this.#report([{ target, contentRect: target.getBoundingClientRect() } as ResizeObserverEntry], this);
  }

  unobserve(): void {}

  disconnect(): void {}
}

class DOMMatrixStandIn {
  readonly m22: number;

  constructor(transform = '') {
    const scale = /scale\(([\d.]+)\)/.exec(transform)?.[1];
    this.m22 = scale === undefined ? 1 : Number(scale);
  }
}

Object.assign(globalThis, { ResizeObserver: ResizeObserverStandIn, DOMMatrixReadOnly: DOMMatrixStandIn });

Object.defineProperties(HTMLElement.prototype, {
  offsetWidth: { configurable: true, get: () => 200 },
  offsetHeight: { configurable: true, get: () => 60 },
});

Object.defineProperty(SVGElement.prototype, 'getBBox', {
  configurable: true,
  value: () => ({ x: 0, y: 0, width: 0, height: 0 }),
});

if (!window.matchMedia) {
  window.matchMedia = (query: string) =>
    ({
      matches: false,
      media: query,
      onchange: null,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
      addListener: () => undefined,
      removeListener: () => undefined,
      dispatchEvent: () => false,
    }) satisfies MediaQueryList;
}

afterEach(cleanup);
