import { WHY_ABSENT, defineShape, possible, type RefusalShape } from '../shape.ts';

/**
 * The refusal that this product was made for: one text for two families of causes.
 *
 * Settled by: `scp` or `roles` against the entity's permissions, then `wids` against the accepted roles.
 */
export const securityLegacy: RefusalShape = defineShape({
  id: 'security-legacy',
  workload: 'security',
  sources: [
    'https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/microsoft-graph-api-403-error',
    'https://blogs.aaddevsup.xyz/2022/07/troubleshooting-403-authorization-error-when-calling-microsoft-graph-security-api/',
    'https://github.com/microsoftgraph/security-api-solutions/issues/121',
  ],
  recognise: (view) => {
    const at = view.find(
      'auth token does not contain valid permissions',
      'token does not contain valid permissions or user',
      'user does not have valid roles',
    );
    if (at === null) return null;
    return {
      at,
      statements: [
        possible('missing-permission', 'the text gives two reasons, and a missing permission is the first'),
        possible('missing-directory-role', 'the text gives two reasons, and a missing directory role is the second'),
        possible(
          'directory-roles-absent',
          'a token of the implicit flow can have no `wids`, which reads the same here',
        ),
      ],
      leavesOpen: WHY_ABSENT,
    };
  },
});
