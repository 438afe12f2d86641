import { defineConfig } from 'vitest/config';

/** The tests that judge mutants: the unit tests beside the code, since each of a thousand mutants runs them. */
export default defineConfig({
  test: {
    include: ['packages/engine/src/{decide,request}/*.test.ts'],
    testTimeout: 10_000,
  },
});
