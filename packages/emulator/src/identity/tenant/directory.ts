import type { Kysely } from 'kysely';
import type { ApplicationTable, Database, ServicePrincipalTable, TenantTable, UserTable } from '../../state/tables.ts';
import type { State } from '../../state/open-state.ts';
import { GUID_PATTERN } from '../well-known.ts';

/** Finds a tenant by id or domain, in either letter case. */
export async function findTenant(db: Kysely<Database>, idOrDomain: string): Promise<TenantTable | null> {
  const name = idOrDomain.toLowerCase();
  const query = GUID_PATTERN.test(name)
    ? db.selectFrom('tenants').selectAll().where('id', '=', name)
    : db
        .selectFrom('tenants')
        .innerJoin('domains', 'domains.tenant_id', 'tenants.id')
        .selectAll('tenants')
        .where('domains.name', '=', name);
  return (await query.executeTakeFirst()) ?? null;
}

/** Finds an app registration by client id. */
export async function findApplication(db: Kysely<Database>, appId: string): Promise<ApplicationTable | null> {
  const row = await db
    .selectFrom('applications')
    .selectAll()
    .where('app_id', '=', appId.toLowerCase())
    .executeTakeFirst();
  return row ?? null;
}

/** Finds what an application is in a tenant. */
export async function findServicePrincipal(
  db: Kysely<Database>,
  tenantId: string,
  appId: string,
): Promise<ServicePrincipalTable | null> {
  const row = await db
    .selectFrom('service_principals')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('app_id', '=', appId.toLowerCase())
    .executeTakeFirst();
  return row ?? null;
}

/** Finds a user by object id. */
export async function findUser(db: Kysely<Database>, id: string): Promise<UserTable | null> {
  return (await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Finds the account that a person signs in with: never a guest object, whose account is elsewhere. */
export async function findAccount(db: Kysely<Database>, upn: string): Promise<UserTable | null> {
  const row = await db.selectFrom('users').selectAll().where('upn', '=', upn.trim().toLowerCase()).executeTakeFirst();
  return row === undefined || row.home_user_id !== null ? null : row;
}

/** What an account is in a tenant: itself at home, its guest object elsewhere, null where it was not invited. */
export async function findUserInTenant(
  db: Kysely<Database>,
  account: UserTable,
  tenantId: string,
): Promise<UserTable | null> {
  if (account.tenant_id === tenantId) return account;
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('home_user_id', '=', account.id)
    .executeTakeFirst();
  return row ?? null;
}

/** Template ids of the roles that a principal holds now in the whole tenant: active, begun, not ended, not scoped. */
export async function findActiveRoles(
  call: { readonly state: State; readonly now: number },
  principalId: string,
): Promise<readonly string[]> {
  const { db } = call.state;
  const rows = await call.state.cached(`directory roles ${principalId}`, () =>
    db
      .selectFrom('role_assignments')
      .select(['role_template_id', 'starts_at', 'ends_at'])
      .where('principal_id', '=', principalId)
      .where('state', '=', 'active')
      .where('directory_scope', '=', '/')
      .orderBy('role_template_id')
      .execute(),
  );
  // Time passes without a write, so it is compared here and not in what is cached.
  const current = rows.filter((row) => row.starts_at <= call.now && (row.ends_at === null || row.ends_at > call.now));
  return [...new Set(current.map((row) => row.role_template_id))];
}
