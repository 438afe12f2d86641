import { WHY_ABSENT, certain, defineShape, likely, type RefusalShape } from '../shape.ts';

/** The profile service reads the token and finds no sufficient permission. */
export const profileAccessDenied: RefusalShape = defineShape({
  id: 'profile-access-denied',
  workload: null,
  sources: ['https://github.com/Azure-Samples/ms-identity-python-webapp/issues/86'],
  recognise: (view) => {
    const at = view.find('profileaccessdeniedexception');
    const named = view.names('ErrorInsufficientPermissionsInAccessToken');
    if (at === null && !named) return null;
    return {
      at,
      statements: [
        named
          ? certain('missing-permission', 'the code says that the permissions in the access token are insufficient')
          : likely('missing-permission', 'the profile service denies access to this token'),
      ],
      leavesOpen: WHY_ABSENT,
    };
  },
});
