import { WHY_ABSENT, defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/** The audit log service could not read the tenant's licence with this token, for which Directory.Read.All was needed. */
export const reportsLicenseCheckFailed: RefusalShape = defineShape({
  id: 'reports-license-check-failed',
  workload: 'reports',
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs/issues/2789'],
  recognise: (view) => {
    const at = view.find('failed to do premium license check');
    if (at === null && !view.names('Authentication_ApplicationHasNoDirectoryReadAccess')) return null;
    return {
      at,
      required: { names: ['Directory.Read.All'], truncated: false },
      statements: [
        likely('missing-permission', 'the licence check failed because Directory.Read.All is not in the token'),
        possible('service-fault', 'the licence check may have failed on its own'),
      ],
      leavesOpen: WHY_ABSENT,
    };
  },
});
