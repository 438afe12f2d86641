import { WHY_ABSENT, defineShape, likely, type RefusalShape } from '../shape.ts';

/** SharePoint misses a permission in the token and does not name it. */
export const callerPermissionsMissing: RefusalShape = defineShape({
  id: 'caller-permissions-missing',
  workload: 'sharepoint',
  sources: ['https://github.com/SharePoint/sp-dev-docs/issues/8746'],
  recognise: (view) => {
    const at = view.find('caller does not have required permissions');
    if (at === null) return null;
    return {
      at,
      statements: [likely('missing-permission', 'the service misses a permission of the caller for this operation')],
      leavesOpen: [...WHY_ABSENT, 'resource-policy'],
    };
  },
});
