import { WHY_ABSENT, defineShape, likely, type RefusalShape } from '../shape.ts';

/** The usage report backend finds neither a scope nor a role that it accepts. */
export const usageReportsClaims: RefusalShape = defineShape({
  id: 'usage-reports-claims',
  workload: 'reports',
  sources: ['https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/317'],
  recognise: (view) => {
    const at = view.find('invalid scope claims/roles', 'invalid scope claims');
    if (at === null) return null;
    return {
      at,
      statements: [likely('missing-permission', 'the service finds no accepted permission in `scp` or `roles`')],
      leavesOpen: [...WHY_ABSENT, 'directory-roles-absent'],
    };
  },
});
