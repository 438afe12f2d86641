import { WHY_ABSENT, certain, defineShape, type RefusalShape } from '../shape.ts';

/** The form of 2019, which names the permission by its title: `Read all audit log data` is AuditLog.Read.All. */
export const reportsAuditDataPermission: RefusalShape = defineShape({
  id: 'reports-audit-data-permission',
  workload: 'reports',
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/6659'],
  recognise: (view) => {
    const at = view.find("missing msgraph api 'read all audit log data'", "'read all audit log data' permission");
    if (at === null && !view.names('Authentication_ApplicationHasNoReadAuditLogDataAccess')) return null;
    return {
      at,
      required: { names: ['AuditLog.Read.All'], truncated: false },
      statements: [
        certain('missing-permission', 'the service says that the audit log permission is absent from the token'),
      ],
      leavesOpen: WHY_ABSENT,
    };
  },
});
