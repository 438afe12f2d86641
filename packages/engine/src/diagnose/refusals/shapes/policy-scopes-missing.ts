import { WHY_ABSENT, certain, defineShape, type RefusalShape } from '../shape.ts';

/** Conditional Access and Identity Protection read the token and miss a permission that they do not name. */
export const policyScopesMissing: RefusalShape = defineShape({
  id: 'policy-scopes-missing',
  workload: 'policies',
  sources: ['https://github.com/hugobatista/zerotrust-ca-powertoys/issues/8'],
  recognise: (view) => {
    const at = view.find('required scopes are missing in the token');
    if (at === null) return null;
    return {
      at,
      statements: [
        certain('missing-permission', 'the service says that a required permission is absent from the token'),
      ],
      leavesOpen: WHY_ABSENT,
    };
  },
});
