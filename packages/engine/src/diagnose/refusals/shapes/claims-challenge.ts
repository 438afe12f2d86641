import { certain, defineShape, likely, type RefusalShape } from '../shape.ts';

const CHALLENGED = 'the `WWW-Authenticate` header challenges the token: a new one with its claims is wanted';

/**
 * The `WWW-Authenticate` header demands a new token with the claims it carries. `nbf` in them: the session was revoked.
 * `acrs`: an authentication context that Conditional Access demands.
 */
export const claimsChallenge: RefusalShape = defineShape({
  id: 'claims-challenge',
  workload: 'gateway',
  sources: ['https://learn.microsoft.com/entra/identity-platform/claims-challenge'],
  recognise: (view) => {
    const { challenge } = view;
    if (challenge === null) return null;
    const demanded = challenge.error?.toLowerCase() === 'insufficient_claims' || challenge.claims !== null;
    if (!demanded) {
      if (challenge.error?.toLowerCase() !== 'invalid_token') return null;
      return {
        statements: [likely('token-invalid', 'the `WWW-Authenticate` header calls the token invalid')],
        leavesOpen: ['wrong-audience', 'tenant-mismatch'],
      };
    }
    const context = JSON.stringify(challenge.claims ?? {}).includes('"acrs"');
    return {
      statements: context
        ? [
            likely('token-invalid', CHALLENGED),
            likely('resource-policy', 'the claims demand an authentication context of Conditional Access'),
          ]
        : [certain('token-invalid', CHALLENGED)],
      leavesOpen: [],
    };
  },
});
