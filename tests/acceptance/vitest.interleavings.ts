import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/acceptance/interleavings.spec.ts'],
    testTimeout: 3_600_000,
  },
});
