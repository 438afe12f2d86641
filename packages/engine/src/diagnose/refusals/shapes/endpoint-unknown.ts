import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** The path does not exist in that version of Microsoft Graph, or not any more. */
export const endpointUnknown: RefusalShape = defineShape({
  id: 'endpoint-unknown',
  workload: 'gateway',
  sources: [
    'https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1831',
    'https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2528',
  ],
  recognise: (view) => {
    const at = view.find(
      'resource not found for the segment',
      'requested api is not supported. please check the path',
      'requested api is not supported',
      'no http resource was found that matches',
      'invalid version:',
    );
    if (at === null || view.has('application-only context')) return null;
    return {
      at,
      statements: [likely('endpoint-wrong-or-retired', 'the service does not know the path that was called')],
      leavesOpen: ['license-required', 'service-fault'],
    };
  },
});
