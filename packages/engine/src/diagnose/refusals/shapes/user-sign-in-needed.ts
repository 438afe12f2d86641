import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** Older workloads say it so when a request needs a signed-in user and the token has none. */
export const userSignInNeeded: RefusalShape = defineShape({
  id: 'user-sign-in-needed',
  workload: null,
  sources: ['https://github.com/microsoft/secmgmt-insights-connector/issues/109'],
  recognise: (view) => {
    const at = view.find(
      'current authenticated context is not valid for this request',
      'endpoint that requires user sign-in',
    );
    if (at === null) return null;
    return {
      at,
      statements: [likely('wrong-token-kind', 'the operation needs a signed-in user, and the token has none')],
      leavesOpen: ['account-type-unsupported'],
    };
  },
});
