import { defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/** The permission is fine; the service does not see an accepted directory role of the user. */
export const reportsUserRole: RefusalShape = defineShape({
  id: 'reports-user-role',
  workload: 'reports',
  sources: ['https://github.com/microsoft/zerotrustassessment/issues/1395'],
  recognise: (view) => {
    const at = view.find('user is not in the allowed roles');
    if (at === null && !view.names('Authentication_RequestFromUnsupportedUserRole')) return null;
    return {
      at,
      statements: [
        likely('missing-directory-role', 'the service sees no accepted directory role of the user'),
        possible('directory-roles-absent', 'the user may hold a role that the token does not carry in `wids`'),
        possible('stale-token', 'the role may have been assigned or activated after the token was issued'),
      ],
      leavesOpen: [],
    };
  },
});
