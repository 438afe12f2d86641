import { defineShape, possible, type RefusalShape } from '../shape.ts';

/** The refusal came with `Deprecation` or `Sunset`: the operation is on its way out. Whether it is over needs a clock. */
export const deprecatedEndpoint: RefusalShape = defineShape({
  id: 'deprecated-endpoint',
  workload: null,
  sources: ['https://www.rfc-editor.org/rfc/rfc8594.html', 'https://www.rfc-editor.org/rfc/rfc9745.html'],
  recognise: (view) => {
    if (view.headers['deprecation'] === undefined && view.headers['sunset'] === undefined) return null;
    return {
      statements: [possible('endpoint-wrong-or-retired', 'the answer says that the operation is deprecated')],
      leavesOpen: ['missing-permission', 'missing-directory-role'],
    };
  },
});
