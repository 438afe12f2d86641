import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** The operation does not support application tokens at all. */
export const applicationPermissionsUnsupported: RefusalShape = defineShape({
  id: 'application-permissions-unsupported',
  workload: null,
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs/issues/3071'],
  recognise: (view) => {
    const at = view.find(
      'using msgraph application permissions is not supported',
      'not supported in application-only context',
      'not supported for app-only',
      'does not support app-only',
    );
    if (at === null) return null;
    return {
      at,
      statements: [
        likely('wrong-token-kind', 'the service says that the operation does not support application tokens'),
      ],
      leavesOpen: [],
    };
  },
});
