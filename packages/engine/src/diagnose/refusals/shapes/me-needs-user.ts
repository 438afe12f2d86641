import { certain, defineShape, type RefusalShape } from '../shape.ts';

/** `/me` with an application token, answered as 400. */
export const meNeedsUser: RefusalShape = defineShape({
  id: 'me-needs-user',
  workload: 'gateway',
  sources: ['https://github.com/microsoftgraph/msgraph-sdk-php/issues/1163'],
  recognise: (view) => {
    const at = view.find('/me request is only valid with delegated authentication');
    if (at === null) return null;
    return {
      at,
      statements: [certain('wrong-token-kind', '`/me` names the signed-in user, and the token has none')],
      leavesOpen: [],
    };
  },
});
