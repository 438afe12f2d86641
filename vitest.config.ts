import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@why403/source', 'module', 'node', 'development|production'] } },
  resolve: { conditions: ['@why403/source', 'module', 'node', 'development|production'] },
  test: {
    include: ['packages/*/{src,compile,import,test}/**/*.test.ts', 'tests/**/*.test.ts', '{tools,bench}/**/*.test.ts'],
    // Against a test that hangs. A busy machine may be ten times slower than a quiet one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
