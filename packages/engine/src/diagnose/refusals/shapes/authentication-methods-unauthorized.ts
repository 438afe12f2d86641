import { defineShape, possible, type RefusalShape } from '../shape.ts';

/** The authentication methods service of 2020, which supported delegated callers with a role only. */
export const authenticationMethodsUnauthorized: RefusalShape = defineShape({
  id: 'authentication-methods-unauthorized',
  workload: 'policies',
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs/issues/9461'],
  recognise: (view) => {
    const at = view.find('user does not have permissions to manage this data');
    if (at === null && !view.names('directory_read_unauthorized')) return null;
    return {
      at,
      statements: [
        possible('missing-directory-role', 'the text speaks of a user without a right to this data'),
        possible('wrong-token-kind', 'the service did not support application tokens when this text was seen'),
        possible('missing-permission', 'the permission may be absent from the token'),
      ],
      leavesOpen: ['consent-missing', 'stale-token'],
    };
  },
});
