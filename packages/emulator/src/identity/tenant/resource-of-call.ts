import { cloudById } from '../clouds.ts';
import type { Call } from '../call.ts';
import type { TenantTable } from '../../state/tables.ts';
import { resolveResource, type Resource } from './resources.ts';

/** {@link resolveResource} with what a call knows. */
export function resolveResourceOfCall(call: Call, tenant: TenantTable, named: string | null): Promise<Resource> {
  const read = () =>
    resolveResource({
      db: call.state.db,
      permissions: call.permissions,
      tenantId: tenant.id,
      named,
      ownOrigin: call.origin,
      graphHost: cloudById(tenant.cloud).graphHost,
    });
  return call.state.cached(`resource ${tenant.id} ${named ?? ''} ${call.origin}`, read);
}
