import { certain, defineShape, type RefusalShape } from '../shape.ts';

/** The permission is there; the Teams application access policy that an application needs for meetings is not. */
export const applicationAccessPolicy: RefusalShape = defineShape({
  id: 'application-access-policy',
  workload: 'teams',
  sources: ['https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2350'],
  recognise: (view) => {
    const at = view.find('no application access policy found');
    if (at === null) return null;
    return {
      at,
      statements: [certain('resource-policy', 'no application access policy admits the application for that user')],
      leavesOpen: [],
    };
  },
});
