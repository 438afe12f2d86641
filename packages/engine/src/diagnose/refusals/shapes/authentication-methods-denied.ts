import { WHY_ABSENT, defineShape, possible, type RefusalShape } from '../shape.ts';

/** The authentication methods service refuses without saying whether a scope or a role is missing. */
export const authenticationMethodsDenied: RefusalShape = defineShape({
  id: 'authentication-methods-denied',
  workload: 'policies',
  sources: ['https://github.com/Azure/azure-cli/issues/33062'],
  recognise: (view) => {
    const at = view.find('request authorization failed');
    if (at === null) return null;
    return {
      at,
      statements: [
        possible('missing-permission', 'the service refuses: the permission may be absent from the token'),
        possible(
          'missing-directory-role',
          'the service refuses: the user may lack an authentication administrator role',
        ),
      ],
      leavesOpen: [...WHY_ABSENT, 'license-required'],
    };
  },
});
