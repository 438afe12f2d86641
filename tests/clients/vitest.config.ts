import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

export default defineConfig({
  ...base,
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['tests/clients/**/*.clients.ts'],
    globalSetup: ['tests/clients/around.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
