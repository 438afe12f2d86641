import { WHY_ABSENT, defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/**
 * The usage report backend refuses. Proved for tokens of the implicit flow, which have no `wids`: the same user and
 * scope passed with the authorization code flow.
 */
export const usageReportsPermission: RefusalShape = defineShape({
  id: 'usage-reports-permission',
  workload: 'reports',
  sources: [
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/8547',
    'https://github.com/SharePoint/sp-dev-docs/issues/5845',
  ],
  recognise: (view) => {
    if (!view.names('S2SUnauthorized') || view.has('invalid scope claims')) return null;
    return {
      at: view.find('invalid permission'),
      statements: [
        likely('directory-roles-absent', 'known for delegated tokens without `wids`, as the implicit flow issues them'),
        possible('missing-directory-role', 'the user may hold none of the roles that may read usage reports'),
        possible('missing-permission', 'Reports.Read.All may be absent from the token'),
      ],
      leavesOpen: WHY_ABSENT,
    };
  },
});
