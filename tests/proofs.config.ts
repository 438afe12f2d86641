// The long comparisons with an independent search and an independent reference: computations with fixed inputs that
// take minutes and do not depend on the version of Node, so they are not repeated on each.
import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

export default defineConfig({
  ...base,
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/**/*.proof.ts'],
    testTimeout: 600_000,
  },
});
