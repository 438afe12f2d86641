import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** `InvalidAuthenticationToken` with a text that no other shape knows: the token is the matter, permissions were not read. */
export const tokenNotAccepted: RefusalShape = defineShape({
  id: 'token-not-accepted',
  workload: 'gateway',
  sources: ['https://learn.microsoft.com/graph/resolve-auth-errors'],
  recognise: (view) => {
    if (!view.names('InvalidAuthenticationToken')) return null;
    return {
      statements: [
        likely('token-invalid', 'the code says that the token was not accepted, before any permission was read'),
      ],
      leavesOpen: ['wrong-audience', 'tenant-mismatch', 'account-type-unsupported'],
    };
  },
});
