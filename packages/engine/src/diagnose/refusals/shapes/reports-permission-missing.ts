import { readPermissionList } from '../permission-list.ts';
import { WHY_ABSENT, certain, defineShape, type RefusalShape } from '../shape.ts';

/** Audit logs and sign-in activity name the permission that the token lacks; the text is the same for both kinds. */
export const reportsPermissionMissing: RefusalShape = defineShape({
  id: 'reports-permission-missing',
  workload: 'reports',
  sources: [
    'https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8997',
    'https://github.com/12Knocksinna/Office365itpros/pull/109',
  ],
  recognise: (view) => {
    const at = view.find('does not have required msgraph permissions', 'does not have required msgraph permission');
    if (at === null && !view.names('Authentication_MSGraphPermissionMissing')) return null;
    return {
      at,
      required: at === null ? null : readPermissionList(at.text, at.end, { followed: false }),
      statements: [certain('missing-permission', 'the service says that the permission is absent from the token')],
      leavesOpen: WHY_ABSENT,
    };
  },
});
