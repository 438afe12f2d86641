import type { TokenFacts } from '@why403/engine';
import type { EmulatorClient } from './emulator-client.ts';
import type { Tenant } from './tenant.ts';

/** What Play is set up with, so that a refusal happens again. */
export interface Scene {
  readonly client: string;
  readonly user: string | null;
  readonly implicit: boolean;
  readonly method: string;
  /** From the version on. */
  readonly path: string;
}

/**
 * Sets up an application and a user in the emulated tenant that hold what a token holds, by other names.
 *
 * This does NOT take over anything else of the token: no ids, names, lifetime, or tenant.
 *
 * @param label Distinguishes one reproduction from another.
 *
 * @throws Error with the emulator's message, such as for a permission that Microsoft Graph does not have.
 */
export async function reproduce(
  emulator: EmulatorClient,
  tenant: Tenant,
  facts: TokenFacts,
  request: { readonly method: string; readonly url: string },
  label: string,
): Promise<Scene> {
  const name = `Reproduction ${label}`;
  const isApplication = facts.kind === 'application';
  const implicit = facts.flow === 'implicit' || (!isApplication && facts.directoryRoles === null);
  const held = (isApplication ? facts.appRoles : facts.scopes) ?? [];
  const permissions = held.filter((permission) => !OPENID.has(permission));
  const lists = isApplication ? { application: permissions } : { delegated: permissions };
  const userName = `reproduction-${label}@${tenant.domains[0] ?? 'contoso.example'}`.toLowerCase();
  await emulator.seed(tenant, {
    ...(isApplication
      ? {}
      : {
          users: [
            {
              userName,
              displayName: name,
              roles: (facts.directoryRoles ?? []).filter((id) => !NO_ROLES.has(id)),
            },
          ],
        }),
    applications: [{ name, publicClient: !isApplication, requires: [lists], implicit: { accessTokens: implicit } }],
    ...(permissions.length === 0 ? {} : { consents: [{ app: name, ...lists }] }),
  });
  return {
    client: name,
    user: isApplication ? null : userName,
    implicit,
    method: request.method,
    path: pathOf(request.url),
  };
}

/** Scopes of every sign-in, which no application is granted like others. */
const OPENID: ReadonlySet<string> = new Set(['openid', 'profile', 'email', 'offline_access']);

/** Ids in `wids` that are no roles. */
const NO_ROLES: ReadonlySet<string> = new Set([
  'b79fbf4d-3ef9-4689-8143-76b194e85509',
  '0997a1d0-0d1d-4acb-b408-d5ca73121e90',
]);

/** Path and query of an address, with a version in front. */
export function pathOf(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/, '');
  const rooted = path.startsWith('/') ? path : `/${path}`;
  return /^\/(?:v1\.0|beta)(?:\/|$)/i.test(rooted) ? rooted : `/v1.0${rooted}`;
}
