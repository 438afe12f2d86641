import type { Call } from '../call.ts';

/** User realm discovery: who keeps the password of an account. Here it is always the tenant itself. */
export async function describeRealm(call: Call, userName: string): Promise<Readonly<Record<string, unknown>>> {
  const domain = userName.split('@')[1]?.toLowerCase() ?? '';
  const known = await call.state.db.selectFrom('domains').select('name').where('name', '=', domain).executeTakeFirst();
  return {
    ver: '1.0',
    account_type: known === undefined ? 'Unknown' : 'Managed',
    domain_name: domain,
    cloud_instance_name: 'microsoftonline.com',
    cloud_audience_urn: 'urn:federation:MicrosoftOnline',
  };
}
