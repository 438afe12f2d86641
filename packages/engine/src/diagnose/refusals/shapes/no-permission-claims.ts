import { defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/** The token has neither `scp` nor `roles`: nothing was consented to in the kind of flow that issued it. */
export const noPermissionClaims: RefusalShape = defineShape({
  id: 'no-permission-claims',
  workload: 'sharepoint',
  sources: [
    'https://learn.microsoft.com/en-us/answers/questions/944528/geeting-access-denied-exception-while-fetching-sit',
  ],
  recognise: (view) => {
    const at = view.find('either scp or roles claim need');
    if (at === null) return null;
    return {
      at,
      statements: [
        likely('consent-missing', 'the token has neither `scp` nor `roles`: nothing was consented to in its kind'),
        likely('missing-permission', 'a token without permissions carries no accepted one'),
        possible('wrong-token-kind', 'consent may exist for the other kind of token'),
        possible('wrong-audience', 'the token may be for another resource, where the consent does not count'),
      ],
      leavesOpen: ['stale-token'],
    };
  },
});
