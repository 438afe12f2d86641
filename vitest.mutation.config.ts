import { defineConfig } from 'vitest/config';

/** The unit tests that mutants of the deciding code must fail. */
export default defineConfig({
  test: { include: ['packages/engine/src/{request,decide}/*.test.ts'], testTimeout: 10_000 },
});
