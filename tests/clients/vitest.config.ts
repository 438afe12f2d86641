import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@why403/source', 'module', 'node', 'development|production'] } },
  resolve: { conditions: ['@why403/source', 'module', 'node', 'development|production'] },
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['tests/clients/**/*.clients.ts'],
    globalSetup: ['tests/clients/around.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
