import type { Kysely } from 'kysely';
import { randomGuid, type Random } from '../../random.ts';
import type { Database, ServicePrincipalTable } from '../../state/tables.ts';
import { isUniqueViolation } from '../../state/unique-violation.ts';
import type { ApplicationTable } from '../../state/tables.ts';
import { findServicePrincipal } from './directory.ts';

/** What consent needs from outside. */
export interface GrantContext {
  readonly db: Kysely<Database>;
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Delegated permissions of a client on a resource for one user: what was consented to for everybody and for this user.
 *
 * @param userId Object id of the user in the tenant of the service principals.
 *
 * @returns Values as they were granted, sorted, each once.
 */
export async function findGrantedScopes(
  db: Kysely<Database>,
  clientSpId: string,
  resourceSpId: string,
  userId: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('permission_grants')
    .select('scope')
    .where('client_sp_id', '=', clientSpId)
    .where('resource_sp_id', '=', resourceSpId)
    .where((where) => where.or([where('consent_type', '=', 'AllPrincipals'), where('principal_id', '=', userId)]))
    .execute();
  return splitScopes(rows.map((row) => row.scope).join(' '));
}

/** Ids of the app roles of a resource that a principal is assigned. */
export async function findAssignedRoles(
  db: Kysely<Database>,
  principalId: string,
  resourceSpId: string,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('app_role_assignments')
    .select('app_role_id')
    .where('principal_id', '=', principalId)
    .where('resource_sp_id', '=', resourceSpId)
    .execute();
  return rows.map((row) => row.app_role_id);
}

/** What an application is in a tenant that it has just come to: enabled, for everybody. */
export function newServicePrincipal(
  id: string,
  tenantId: string,
  app: Pick<ApplicationTable, 'app_id' | 'display_name'>,
  now: number,
): ServicePrincipalTable {
  return {
    id,
    tenant_id: tenantId,
    app_id: app.app_id,
    display_name: app.display_name,
    assignment_required: 0,
    enabled: 1,
    created_at: now,
    extra_json: '{}',
  };
}

/** What an application is in a tenant; made when it is not there yet, as consent does. */
export async function ensureServicePrincipal(
  context: GrantContext,
  tenantId: string,
  app: Pick<ApplicationTable, 'app_id' | 'display_name'>,
): Promise<ServicePrincipalTable> {
  const existing = await findServicePrincipal(context.db, tenantId, app.app_id);
  if (existing !== null) return existing;
  const row = newServicePrincipal(randomGuid(context.random), tenantId, app, context.now);
  await context.db
    .insertInto('service_principals')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'app_id']).doNothing())
    .execute();
  return (await findServicePrincipal(context.db, tenantId, app.app_id)) ?? row;
}

/** Delegated permissions to grant. */
export interface ScopeGrant {
  readonly tenantId: string;
  readonly clientSpId: string;
  readonly resourceSpId: string;
  /** Object id of the user; null: for everybody in the tenant. */
  readonly userId: string | null;
  readonly scopes: readonly string[];
}

/** Adds delegated permissions to what was granted before. It is a snapshot: a changed registration changes nothing. */
export async function grantScopes(context: GrantContext, grant: ScopeGrant): Promise<void> {
  if (grant.scopes.length === 0) return;
  const consentType = grant.userId === null ? 'AllPrincipals' : 'Principal';
  const principalId = grant.userId ?? '';
  const add = async (db: Kysely<Database>): Promise<void> => {
    const existing = await db
      .selectFrom('permission_grants')
      .select(['id', 'scope'])
      .where('client_sp_id', '=', grant.clientSpId)
      .where('resource_sp_id', '=', grant.resourceSpId)
      .where('consent_type', '=', consentType)
      .where('principal_id', '=', principalId)
      .executeTakeFirst();
    const scope = splitScopes([existing?.scope ?? '', ...grant.scopes].join(' ')).join(' ');
    if (existing !== undefined) {
      await db.updateTable('permission_grants').set({ scope }).where('id', '=', existing.id).execute();
      return;
    }
    await db
      .insertInto('permission_grants')
      .values({
        id: randomGuid(context.random),
        tenant_id: grant.tenantId,
        client_sp_id: grant.clientSpId,
        resource_sp_id: grant.resourceSpId,
        consent_type: consentType,
        principal_id: principalId,
        scope,
        created_at: context.now,
      })
      .execute();
  };
  try {
    await add(context.db);
  } catch (error) {
    // Two people consented at once: the second time there is a row to add to.
    if (!isUniqueViolation(error)) throw error;
    await add(context.db);
  }
}

/** An app role to assign. */
export interface RoleGrant {
  readonly tenantId: string;
  readonly principalId: string;
  readonly principalType: 'User' | 'Group' | 'ServicePrincipal';
  readonly resourceSpId: string;
  readonly roleIds: readonly string[];
}

/** Assigns app roles; those that are assigned already stay. */
export async function grantRoles(context: GrantContext, grant: RoleGrant): Promise<void> {
  for (const roleId of grant.roleIds) {
    await context.db
      .insertInto('app_role_assignments')
      .values({
        id: randomGuid(context.random),
        tenant_id: grant.tenantId,
        principal_id: grant.principalId,
        principal_type: grant.principalType,
        resource_sp_id: grant.resourceSpId,
        app_role_id: roleId,
        created_at: context.now,
      })
      .onConflict((conflict) => conflict.columns(['principal_id', 'resource_sp_id', 'app_role_id']).doNothing())
      .execute();
  }
}

/** Splits a space separated list of scopes; each once (letter case does not matter), sorted. */
export function splitScopes(text: string): readonly string[] {
  const byName = new Map<string, string>();
  for (const scope of text.split(/\s+/)) {
    if (scope !== '' && !byName.has(scope.toLowerCase())) byName.set(scope.toLowerCase(), scope);
  }
  return [...byName.values()].toSorted((a, b) => (a < b ? -1 : 1));
}
