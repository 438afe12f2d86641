import { defineShape, possible, type RefusalShape } from '../shape.ts';

/** Graph Explorer shows the status, the time and its own advice in place of the body. */
export const clientGraphExplorer: RefusalShape = defineShape({
  id: 'client-graph-explorer',
  workload: 'client',
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/9168'],
  recognise: (view) => {
    const at = view.find('modify permissions tab', 'modify permissions (preview) tab');
    if (at === null) return null;
    return {
      at,
      statements: [
        possible('missing-permission', 'Graph Explorer advises to consent to one of the permissions of the operation'),
        possible(
          'missing-directory-role',
          'Graph Explorer names missing privileges of the signed-in user as the other cause',
        ),
      ],
      leavesOpen: ['consent-missing', 'account-type-unsupported', 'resource-policy', 'license-required'],
    };
  },
});
