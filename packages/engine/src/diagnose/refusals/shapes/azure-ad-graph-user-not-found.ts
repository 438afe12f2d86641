import { defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/** The signed-in account is not in the directory that was asked; seen with a personal Microsoft account. */
export const azureAdGraphUserNotFound: RefusalShape = defineShape({
  id: 'azure-ad-graph-user-not-found',
  workload: 'azure-ad-graph',
  sources: ['https://github.com/microsoft/AzureADGraphApps/issues/8'],
  recognise: (view) => {
    const at = view.find('user was not found');
    if (at === null || !view.names('Authentication_Unauthorized')) return null;
    return {
      at,
      statements: [
        likely(
          'account-type-unsupported',
          'the signed-in account is not in the directory, as a personal account is not',
        ),
        possible('tenant-mismatch', 'the account can belong to another tenant than the one asked'),
        possible('endpoint-wrong-or-retired', 'this text is known from the retired Azure AD Graph'),
      ],
      leavesOpen: [],
    };
  },
});
