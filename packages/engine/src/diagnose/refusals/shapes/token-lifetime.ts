import { certain, defineShape, likely, type RefusalShape } from '../shape.ts';

/** The token is past its lifetime, or before it. */
export const tokenLifetime: RefusalShape = defineShape({
  id: 'token-lifetime',
  workload: 'gateway',
  sources: [
    'https://github.com/Microsoft365DSC/Microsoft365DSC/issues/4427',
    'https://github.com/microsofthackathons/tdi/issues/24',
  ],
  recognise: (view) => {
    const at = view.find(
      'lifetime validation failed',
      'access token has expired',
      'access token is expired',
      'the token is expired',
      'token has expired or is not yet valid',
    );
    if (at === null) return null;
    // AADSTS texts use these words of refresh tokens and codes; those are the token service's.
    if (view.has('aadsts')) return null;
    // In somebody's own words these say when a token expires, not that this one did.
    const stated =
      view.names('InvalidAuthenticationToken') ||
      view.has('lifetime validation failed', 'token has expired or is not yet valid');
    const says = 'the token is outside its lifetime';
    return {
      at,
      statements: [stated ? certain('token-invalid', says) : likely('token-invalid', says)],
      leavesOpen: [],
    };
  },
});
