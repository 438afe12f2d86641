import { certain, defineShape, type RefusalShape } from '../shape.ts';

/** Privileged Identity Management without its licence, answered as 400. */
export const premiumLicenseRequired: RefusalShape = defineShape({
  id: 'premium-license-required',
  workload: 'identity-governance',
  sources: ['https://github.com/microsoft/zerotrustassessment/issues/1021'],
  recognise: (view) => {
    if (!view.names('AadPremiumLicenseRequired')) return null;
    return {
      at: view.find('aadpremiumlicenserequired'),
      statements: [certain('license-required', 'the code says that a Microsoft Entra ID premium licence is required')],
      leavesOpen: [],
    };
  },
});
