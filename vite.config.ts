import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const sources = path.resolve(import.meta.dirname, 'designer/static/js');

/**
 * Everything a page may ask for by name, found by its place rather than listed:
 * `<island>/main.tsx`, `pages/<page>.ts` and `styles/site.css`.
 */
function entries(): string[] {
  const files = existsSync(sources)
    ? readdirSync(sources, { recursive: true, encoding: 'utf8' }).map((file) =>
        file.split(path.sep).join('/'),
      )
    : [];
  return files
    .filter((file) => /^[^/]+\/main\.tsx?$|^pages\/[^/]+\.tsx?$|^styles\/site\.css$/.test(file))
    .filter((file) => !/\.(test|d)\.tsx?$/.test(file))
    .sort()
    .map((file) => path.join(sources, file));
}

export default defineConfig({
  root: sources,
  base: '/static/dist/',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: path.resolve(sources, '../dist'),
    emptyOutDir: true,
    manifest: true,
    // The licences of everything bundled travel with it.
    license: { fileName: 'licenses.md' },
    target: 'es2022',
    // The Content-Security-Policy allows neither data: fonts nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The ELK worker is 1.6 MB by nature and loads only when a layout is asked for.
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: entries() },
  },
});
