import type { Kysely } from 'kysely';
import type { Database } from './tables.ts';

const TABLES: readonly (keyof Database)[] = [
  'tenants',
  'domains',
  'users',
  'administrative_units',
  'administrative_unit_members',
  'role_assignments',
  'applications',
  'application_secrets',
  'application_certificates',
  'federated_credentials',
  'service_principals',
  'permission_grants',
  'app_role_assignments',
  'authorization_codes',
  'refresh_tokens',
  'device_codes',
  'sessions',
  'session_accounts',
];

/** Empties the tenant. Settings and signing keys stay, so that servers which cached the keys go on. */
export async function emptyTenant(db: Kysely<Database>): Promise<void> {
  for (const table of TABLES) await db.deleteFrom(table).execute();
}

/** Removes codes, tokens and sessions that have been over for a day. */
export async function removeExpired(db: Kysely<Database>, now: number): Promise<void> {
  const before = now - 86_400_000;
  await db.deleteFrom('authorization_codes').where('expires_at', '<', before).execute();
  await db.deleteFrom('device_codes').where('expires_at', '<', before).execute();
  await db.deleteFrom('refresh_tokens').where('expires_at', '<', before).execute();
  const over = await db.selectFrom('sessions').select('hash').where('expires_at', '<', before).execute();
  for (const { hash } of over) {
    await db.deleteFrom('session_accounts').where('session_hash', '=', hash).execute();
    await db.deleteFrom('sessions').where('hash', '=', hash).execute();
  }
}
