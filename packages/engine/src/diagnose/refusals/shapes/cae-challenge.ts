import { certain, defineShape, type RefusalShape } from '../shape.ts';

/** Continuous access evaluation: an event in the tenant withdrew the token; permissions are not the matter. */
export const caeChallenge: RefusalShape = defineShape({
  id: 'cae-challenge',
  workload: 'gateway',
  sources: ['https://github.com/microsoftgraph/msgraph-sdk-java/issues/2355'],
  recognise: (view) => {
    const at = view.find('continuous access evaluation resulted in', 'tokencreatedwithoutdatedpolicies');
    if (at === null) return null;
    return {
      at,
      statements: [
        certain('token-invalid', 'continuous access evaluation challenges the token: a new sign-in is wanted'),
      ],
      leavesOpen: ['resource-policy', 'stale-token'],
    };
  },
});
