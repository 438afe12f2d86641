import type { ApplicationTable, TenantTable, UserTable } from '../../state/tables.ts';
import type { Call, TenantPath } from '../call.ts';
import { AadError } from '../errors/aad-error.ts';
import { findApplication } from '../tenant/directory.ts';
import { GUID_PATTERN, PERSONAL_TENANT_ID } from '../well-known.ts';

/**
 * Finds the application that a request names, and checks that its audience admits the tenant of the path.
 *
 * This does NOT authenticate it.
 *
 * @throws {@link AadError} 700016 if there is none for this tenant, 7000112 if it is disabled, 50194 or 9002332 if it is
 *   not for accounts of this path.
 */
export async function identifyClient(call: Call, clientId: string, path: TenantPath): Promise<ApplicationTable> {
  const tenantName = path.tenant?.display_name ?? path.segment;
  const app = GUID_PATTERN.test(clientId)
    ? await call.state.cached(`application ${clientId}`, () => findApplication(call.state.db, clientId))
    : null;
  if (app === null) throw new AadError(700016, [clientId, tenantName]);
  if (app.enabled === 0) throw new AadError(7000112, [clientId]);
  switch (app.sign_in_audience) {
    case 'AzureADMyOrg':
      if (path.tenant === null) throw new AadError(50194, [clientId, path.segment]);
      if (path.tenant.id !== app.tenant_id) throw new AadError(700016, [clientId, tenantName]);
      break;
    case 'AzureADMultipleOrgs':
      if (path.kind === 'consumers') throw new AadError(9002332, [clientId]);
      break;
    case 'PersonalMicrosoftAccount':
      if (path.kind === 'tenant') throw new AadError(700016, [clientId, tenantName]);
      break;
    case 'AzureADandPersonalMicrosoftAccount':
      break;
  }
  return app;
}

/**
 * Checks that an application is for accounts of a tenant, where only the sign-in told which tenant it is.
 *
 * @throws {@link AadError} 50020.
 */
export function requireAudience(app: ApplicationTable, account: UserTable, tenant: TenantTable): void {
  const isPersonal = tenant.id === PERSONAL_TENANT_ID;
  const admits =
    app.sign_in_audience === 'AzureADandPersonalMicrosoftAccount' ||
    (app.sign_in_audience === 'PersonalMicrosoftAccount' && isPersonal) ||
    (app.sign_in_audience === 'AzureADMultipleOrgs' && !isPersonal) ||
    (app.sign_in_audience === 'AzureADMyOrg' && tenant.id === app.tenant_id);
  if (!admits) throw new AadError(50020, [account.upn, tenant.display_name]);
}
