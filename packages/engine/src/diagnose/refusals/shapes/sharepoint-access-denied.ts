import { WHY_ABSENT, defineShape, type RefusalShape } from '../shape.ts';

/** SharePoint and OneDrive say nothing beyond "denied", for the permission as for the site or file. */
export const sharepointAccessDenied: RefusalShape = defineShape({
  id: 'sharepoint-access-denied',
  workload: 'sharepoint',
  sources: [
    'https://github.com/SharePoint/sp-dev-docs/issues/8858',
    'https://github.com/acsone/msgraphfs/issues/9',
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/19948',
  ],
  recognise: (view) => {
    const at = view.find('access denied');
    if (at === null || !view.hasCode('accessDenied')) return null;
    return {
      at,
      statements: [],
      leavesOpen: ['missing-permission', 'resource-policy', ...WHY_ABSENT],
    };
  },
});
