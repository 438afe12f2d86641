import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** Seen with many callers at once in March 2023: the service lost the header on its own way. */
export const reportsMissingCredentials: RefusalShape = defineShape({
  id: 'reports-missing-credentials',
  workload: 'reports',
  sources: ['https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/1751'],
  recognise: (view) => {
    const at = view.find('valid authorization header is needed');
    if (at === null && !view.names('MissingCredentials')) return null;
    return {
      at,
      statements: [likely('service-fault', 'known as a fault of the reports service that lost the header itself')],
      leavesOpen: ['token-invalid'],
    };
  },
});
