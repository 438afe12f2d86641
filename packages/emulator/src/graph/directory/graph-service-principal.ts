import type { KnowledgeDetails } from '@why403/engine';

import { readGraphPermissions, type GraphPermission } from '../../identity/graph-permissions.ts';
import type { Document } from '../entities/document.ts';

/** App roles and scopes of Microsoft Graph's own service principal: all that can be granted, with their real ids. */
export interface GraphExposure {
  readonly appRoles: readonly Document[];
  readonly oauth2PermissionScopes: readonly Document[];
}

const exposures = new WeakMap<KnowledgeDetails, GraphExposure>();

/** What Microsoft Graph exposes. The texts are the permissions' names: Microsoft's own sentences are not repeated. */
export function graphExposure(details: KnowledgeDetails): GraphExposure {
  const known = exposures.get(details);
  if (known !== undefined) return known;
  const made = makeExposure(readGraphPermissions(details).all);
  exposures.set(details, made);
  return made;
}

function makeExposure(permissions: readonly GraphPermission[]): GraphExposure {
  return {
    appRoles: permissions
      .filter((permission) => permission.kind === 'application')
      .map(({ id, name }) => ({
        id,
        allowedMemberTypes: ['Application'],
        description: name,
        displayName: name,
        isEnabled: true,
        origin: 'Application',
        value: name,
      })),
    oauth2PermissionScopes: permissions
      .filter((permission) => permission.kind === 'delegated')
      .map(({ id, name, adminConsent }) => ({
        id,
        adminConsentDescription: name,
        adminConsentDisplayName: name,
        isEnabled: true,
        type: adminConsent ? 'Admin' : 'User',
        userConsentDescription: name,
        userConsentDisplayName: name,
        value: name,
      })),
  };
}
