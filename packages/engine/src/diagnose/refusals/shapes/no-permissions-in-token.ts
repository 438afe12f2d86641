import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** A token without any permission. Only the code is known from a source, no text. */
export const noPermissionsInToken: RefusalShape = defineShape({
  id: 'no-permissions-in-token',
  workload: null,
  sources: ['http://www.webkkk.net/MicrosoftDocs/SupportArticles-docs/commit/3c15ea33654cfe228b8fd3bffaf8e633cd5f318f'],
  recognise: (view) => {
    const at = view.find('token contains no permissions');
    if (at === null && !view.names('NoPermissionsInAccessToken')) return null;
    return {
      at,
      statements: [
        likely('missing-permission', 'the code says that the access token carries no permission'),
        likely(
          'consent-missing',
          'a token without permissions comes from a flow in whose kind nothing was consented to',
        ),
      ],
      leavesOpen: ['wrong-token-kind', 'stale-token', 'wrong-audience'],
    };
  },
});
