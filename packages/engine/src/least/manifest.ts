import type { KnowledgeDetails } from '../knowledge.ts';
import { GRAPH_APP_ID } from '../decide/token-standing.ts';
import type { TokenKind } from '../token/facts.ts';
import { permissionId } from './demand.ts';

/** The part of an application's registration that asks for permissions of Microsoft Graph. */
export interface ManifestFragment {
  readonly requiredResourceAccess: readonly {
    readonly resourceAppId: string;
    readonly resourceAccess: readonly { readonly id: string; readonly type: 'Scope' | 'Role' }[];
  }[];
  /** Permissions that are not in the fragment, since no id is known for them. */
  readonly withoutId: readonly string[];
}

/**
 * Writes permissions as `requiredResourceAccess` of an application's manifest.
 *
 * This does NOT ask for anything: a manifest is a request, an administrator or user still consents to it. It does NOT
 * hold what the application asks of other resources: merge it.
 */
export function manifestOf(
  details: KnowledgeDetails,
  permissions: readonly string[],
  kind: TokenKind,
): ManifestFragment {
  const type = kind === 'application' ? 'Role' : 'Scope';
  const withId = permissions.flatMap((permission) => {
    const id = permissionId(details, permission, kind);
    return id === null ? [] : [{ id, type } as const];
  });
  return {
    requiredResourceAccess: withId.length === 0 ? [] : [{ resourceAppId: GRAPH_APP_ID, resourceAccess: withId }],
    withoutId: permissions.filter((permission) => permissionId(details, permission, kind) === null),
  };
}
