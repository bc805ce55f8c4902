import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Modules are tested in Node, which is quick; only components (.test.tsx) pay for a DOM.
export default defineConfig({
  plugins: [react()],
  test: {
    passWithNoTests: true,
    projects: [
      {
        extends: true,
        test: { name: 'modules', environment: 'node', include: ['designer/static/js/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'components',
          environment: 'jsdom',
          include: ['designer/static/js/**/*.test.tsx'],
          setupFiles: ['./vitest.setup.ts'],
        },
      },
    ],
  },
});
