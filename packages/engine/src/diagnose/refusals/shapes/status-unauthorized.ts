import { defineShape, type RefusalShape } from '../shape.ts';

/** 401 and nothing more: mostly the token, but eDiscovery answers a missing permission so. */
export const statusUnauthorized: RefusalShape = defineShape({
  id: 'status-unauthorized',
  workload: null,
  sources: ['https://github.com/microsoftgraph/microsoft-graph-explorer-v4/issues/894'],
  recognise: (view) =>
    view.status === 401
      ? {
          statements: [],
          leavesOpen: ['token-invalid', 'wrong-audience', 'missing-permission', 'account-type-unsupported'],
        }
      : null,
});
