import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** A text in plain words that a licence or subscription is missing. */
export const licenseNotHeld: RefusalShape = defineShape({
  id: 'license-not-held',
  workload: null,
  sources: [
    'https://github.com/alcionai/corso/issues/3671',
    'https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/1270',
  ],
  recognise: (view) => {
    const at = view.find(
      'does not have a premium license',
      'does not have a spo license',
      'does not have a license',
      'does not have a valid license',
      "doesn't have premium license",
      'not licensed',
      'license is required',
      'license required',
      'requires a license',
      'failed to get license information',
      'has not subscribed',
    );
    if (at === null) return null;
    return {
      at,
      statements: [
        likely('license-required', 'the text speaks of a licence or a service that the tenant does not have'),
      ],
      leavesOpen: ['missing-permission', 'tenant-mismatch'],
    };
  },
});
