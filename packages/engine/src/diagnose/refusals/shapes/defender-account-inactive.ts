import { defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/** A text of the Defender for Endpoint API whose tenant has no active subscription there. */
export const defenderAccountInactive: RefusalShape = defineShape({
  id: 'defender-account-inactive',
  workload: 'defender',
  sources: ['https://github.com/MicrosoftDocs/microsoft-365-docs/issues/12426'],
  recognise: (view) => {
    const at = view.find('account mode is inactive');
    if (at === null) return null;
    return {
      at,
      statements: [
        likely('license-required', 'the Defender account of the tenant is not active'),
        possible(
          'endpoint-wrong-or-retired',
          'this text is known from the Defender for Endpoint API, not Microsoft Graph',
        ),
      ],
      leavesOpen: [],
    };
  },
});
