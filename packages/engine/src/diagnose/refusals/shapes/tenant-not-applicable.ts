import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** The service behind the operation is not there in the tenant; told of Intune and of managed tenants. */
export const tenantNotApplicable: RefusalShape = defineShape({
  id: 'tenant-not-applicable',
  workload: null,
  sources: ['https://github.com/microsoftgraph/msgraph-beta-sdk-go/issues/198'],
  recognise: (view) => {
    const at = view.find('request not applicable to target tenant');
    if (at === null) return null;
    return {
      at,
      statements: [likely('license-required', 'the tenant has no active licence of the service behind the operation')],
      leavesOpen: ['tenant-mismatch'],
    };
  },
});
