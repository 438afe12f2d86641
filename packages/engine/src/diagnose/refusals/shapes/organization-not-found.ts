import { defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/** A workload knows no organization for the token's tenant. That the service is missing there is our reading. */
export const organizationNotFound: RefusalShape = defineShape({
  id: 'organization-not-found',
  workload: null,
  sources: ['https://github.com/MicrosoftDocs/azure-docs/issues/32957'],
  recognise: (view) => {
    const at = view.find('the tenant for tenant guid');
    if (at === null && !view.names('OrganizationFromTenantGuidNotFound')) return null;
    return {
      at,
      statements: [
        likely('license-required', 'the tenant does not have the Microsoft 365 service behind the operation'),
        possible('tenant-mismatch', 'the token is perhaps for another tenant than the one meant'),
        possible('account-type-unsupported', 'the account is perhaps a guest or personal one without that service'),
      ],
      leavesOpen: [],
    };
  },
});
