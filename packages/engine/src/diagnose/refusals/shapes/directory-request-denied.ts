import { defineShape, type RefusalShape } from '../shape.ts';

/** The directory's refusal says nothing beyond "denied": token and tenant have to settle it. */
export const directoryRequestDenied: RefusalShape = defineShape({
  id: 'directory-request-denied',
  workload: 'directory',
  sources: ['https://github.com/microsoftgraph/nodejs-connect-rest-sample/issues/69'],
  recognise: (view) => {
    const at = view.find('insufficient privileges to complete the operation');
    if (at === null && !view.names('Authorization_RequestDenied')) return null;
    return {
      at,
      code: view.codes.find((code) => code.toLowerCase() === 'authorization_requestdenied') ?? view.codes[0] ?? null,
      statements: [],
      leavesOpen: [
        'missing-permission',
        'wrong-token-kind',
        'missing-directory-role',
        'consent-missing',
        'stale-token',
        'resource-policy',
        'tenant-mismatch',
        'account-type-unsupported',
      ],
    };
  },
});
