import { certain, defineShape, type RefusalShape } from '../shape.ts';

/** The product is not set up in the tenant; the same operation without the permission answers an empty `UnknownError`. */
export const defenderNotOnboarded: RefusalShape = defineShape({
  id: 'defender-not-onboarded',
  workload: 'defender',
  sources: ['https://github.com/microsoft/zerotrustassessment/pull/1352'],
  recognise: (view) => {
    const at = view.find('not onboarded to microsoft defender', 'tenant is not onboarded', 'not onboarded to defender');
    if (at === null) return null;
    return {
      at,
      statements: [certain('license-required', 'the service says that the tenant is not onboarded to the product')],
      leavesOpen: [],
    };
  },
});
