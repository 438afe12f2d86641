import type { UserTable } from '../../state/tables.ts';

/** `client_info`, by which Microsoft's clients name an account: home object id and home tenant. */
export function formatClientInfo(user: UserTable): string {
  const extra = JSON.parse(user.extra_json) as { readonly homeTenantId?: string };
  const uid = user.home_user_id ?? user.id;
  const utid = user.home_user_id === null ? user.tenant_id : (extra.homeTenantId ?? user.tenant_id);
  return Buffer.from(JSON.stringify({ uid, utid })).toString('base64url');
}
