import { AADSTS, aadstsNumber } from '../aadsts.ts';
import { defineShape, likely, type RefusalShape } from '../shape.ts';

/**
 * An error of the Microsoft Entra token service: no token was issued, Microsoft Graph was never asked. Its number says
 * what is wrong; an unknown number is kept as the code.
 */
export const tokenEndpoint: RefusalShape = defineShape({
  id: 'token-endpoint',
  workload: 'token-service',
  sources: [
    'https://learn.microsoft.com/entra/identity-platform/reference-error-codes',
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/12893',
    'https://github.com/Azure/azure-cli/issues/33062',
    'https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/393',
  ],
  recognise: (view) => {
    const at = view.find('aadsts');
    const number = aadstsNumber(view, at);
    const suberror = view.member('suberror')?.toLowerCase() ?? null;
    if (number === null) {
      if (suberror === 'consent_required' || view.hasCode('consent_required')) {
        return {
          statements: [likely('consent-missing', 'the token service says that consent is required')],
          leavesOpen: [],
        };
      }
      return null;
    }
    const meaning = AADSTS.get(number) ?? null;
    return {
      at,
      code: `AADSTS${number}`,
      statements: meaning?.statements ?? [],
      leavesOpen: meaning?.leavesOpen ?? [],
    };
  },
});
