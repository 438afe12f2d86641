import { defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/**
 * The licence check says no: the tenant has no premium licence, or is a B2C tenant. Microsoft confirmed that the check
 * itself can fail in a licensed tenant without Directory.Read.All, so the text does not settle it.
 */
export const reportsNonPremiumTenant: RefusalShape = defineShape({
  id: 'reports-non-premium-tenant',
  workload: 'reports',
  sources: [
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/11818',
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/12537',
    'https://github.com/microsoft/woodgrove-groceries/issues/51',
  ],
  recognise: (view) => {
    const at = view.find(
      "tenant doesn't have premium license",
      "b2c tenant and doesn't have premium license",
      'neither tenant is b2c',
      'tenant is not a b2c tenant',
    );
    if (at === null && !view.names('Authentication_RequestFromNonPremiumTenantOrB2CTenant')) return null;
    return {
      at,
      statements: [
        likely('license-required', 'the licence check finds no premium licence in the tenant'),
        possible('missing-permission', 'in a licensed tenant the check itself can fail without Directory.Read.All'),
      ],
      leavesOpen: ['tenant-mismatch', 'service-fault'],
    };
  },
});
