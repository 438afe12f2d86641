import type { Call } from '../call.ts';
import { findActiveRoles } from '../tenant/directory.ts';
import { ADMIN_ROLES } from '../well-known.ts';

/**
 * What a user may consent to for the whole tenant: `everything`; `delegated`: everything but application permissions of
 * Microsoft Graph; `nothing`.
 *
 * @see [Who can grant tenant-wide admin consent](https://learn.microsoft.com/entra/identity/enterprise-apps/grant-admin-consent)
 */
export type ConsentPower = 'everything' | 'delegated' | 'nothing';

/** Reads a user's roles for {@link ConsentPower}. Only active roles in the whole tenant count. */
export async function readConsentPower(call: Call, userId: string): Promise<ConsentPower> {
  const roles = await findActiveRoles(call, userId);
  if (roles.includes(ADMIN_ROLES.globalAdministrator) || roles.includes(ADMIN_ROLES.privilegedRoleAdministrator)) {
    return 'everything';
  }
  const isDelegated =
    roles.includes(ADMIN_ROLES.applicationAdministrator) || roles.includes(ADMIN_ROLES.cloudApplicationAdministrator);
  return isDelegated ? 'delegated' : 'nothing';
}
