import { defineShape, likely, type RefusalShape } from '../shape.ts';

/**
 * `odata.error` around an error of the directory is the envelope of Azure AD Graph (graph.windows.net), the service
 * before Microsoft Graph. The error inside is read as the directory's.
 */
export const azureAdGraphError: RefusalShape = defineShape({
  id: 'azure-ad-graph-error',
  workload: 'azure-ad-graph',
  sources: ['https://emilol.com/setting-up-application-roles-for-azure-ad-graph-api/'],
  recognise: (view) => {
    const envelope = view.member('odata.error') !== null && view.names('Authorization_RequestDenied');
    if (!envelope && !view.has('https://graph.windows.net')) return null;
    return {
      statements: [likely('endpoint-wrong-or-retired', 'the answer has the envelope of the retired Azure AD Graph')],
      leavesOpen: [
        'missing-permission',
        'missing-directory-role',
        'wrong-token-kind',
        'consent-missing',
        'tenant-mismatch',
      ],
    };
  },
});
