import type { ApplicationTable } from '../../state/tables.ts';
import type { Call } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import type { TokenClient } from '../tokens/access-token.ts';
import { findServicePrincipal } from './directory.ts';

/**
 * Finds what a client is in a tenant.
 *
 * @returns Null where the tenant does not know it: nobody has consented to it there.
 *
 * @throws {@link AadError} 7000112 if the tenant disabled it.
 */
export async function findClientInTenant(
  call: Call,
  app: ApplicationTable,
  tenantId: string,
): Promise<TokenClient | null> {
  const servicePrincipal = await call.state.cached(`client ${tenantId} ${app.app_id}`, () =>
    findServicePrincipal(call.state.db, tenantId, app.app_id),
  );
  if (servicePrincipal === null) return null;
  if (servicePrincipal.enabled === 0) throw new AadError(7000112, [app.app_id]);
  return { app, servicePrincipal };
}

/**
 * Refuses a user who is not assigned to an application that requires it.
 *
 * This does NOT look into groups.
 *
 * @throws {@link AadError} 50105.
 */
export async function requireAssignment(call: Call, client: TokenClient, userId: string): Promise<void> {
  if (client.servicePrincipal.assignment_required === 0) return;
  const assigned = await call.state.db
    .selectFrom('app_role_assignments')
    .select('id')
    .where('principal_id', '=', userId)
    .where('resource_sp_id', '=', client.servicePrincipal.id)
    .executeTakeFirst();
  if (assigned === undefined) throw new AadError(50105, [client.app.app_id]);
}
