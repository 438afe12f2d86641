import type { Random } from '../random.ts';
import { randomGuid } from '../random.ts';
import type { State } from '../state/open-state.ts';
import type { TenantTable } from '../state/tables.ts';
import { cloudById, cloudsOfHost, type Cloud } from './clouds.ts';
import { AadError } from './errors/aad-error.ts';
import type { TraceIds } from './errors/error-body.ts';
import type { DirectoryRoles, GraphPermissions } from './graph-permissions.ts';
import type { SigningKeys } from './keys/signing-keys.ts';
import { findTenant } from './tenant/directory.ts';
import { GUID_PATTERN, PERSONAL_TENANT_ID } from './well-known.ts';

/** How the token service behaves, beside what is in the state. */
export interface IdentitySettings {
  /** Answers as Microsoft's own hosts, with their issuers. Off: no issuer is ever one of Microsoft's. */
  readonly hostsMode: boolean;
  /**
   * For tests only: a `login_hint` signs its user in without a password, and the user consents to what users may
   * consent to. Nobody is asked anything.
   */
  readonly automatic: boolean;
  /** Puts `nonce` in the header of Microsoft Graph tokens and signs as Entra does, so that clients cannot verify them. */
  readonly unverifiableGraphTokens: boolean;
}

/** Everything that the token service works with. */
export interface IdentityContext {
  readonly state: State;
  readonly random: Random;
  readonly permissions: GraphPermissions;
  readonly roles: DirectoryRoles;
  readonly keys: SigningKeys;
  readonly settings: IdentitySettings;
  /** Reads keys of the issuers of federated credentials that the seed gave no keys for. */
  readonly fetch: (request: Request) => Promise<Response>;
}

/** One request to the token service, with what every handler needs to know of it. */
export interface Call extends IdentityContext {
  readonly request: Request;
  readonly url: URL;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Scheme, host and port that the client used: every address in an answer starts with it. */
  readonly origin: string;
  /** Clouds that the host stands for; none unless in hosts mode and under a Microsoft host. */
  readonly clouds: readonly Cloud[];
  readonly ids: TraceIds;
  readonly clientAddress: string;
}

/** Reads what every handler needs. */
export async function openCall(context: IdentityContext, request: Request, clientAddress: string): Promise<Call> {
  const url = new URL(request.url);
  const asked = request.headers.get('client-request-id') ?? url.searchParams.get('client-request-id') ?? '';
  return {
    ...context,
    request,
    url,
    now: await context.state.now(),
    origin: url.origin,
    clouds: context.settings.hostsMode ? cloudsOfHost(url.hostname) : [],
    ids: {
      traceId: randomGuid(context.random),
      correlationId: GUID_PATTERN.test(asked) ? asked.toLowerCase() : randomGuid(context.random),
    },
    clientAddress,
  };
}

/** The tenant part of a path. `consumers` is a tenant of its own, the personal accounts. */
export type TenantPath =
  | { readonly kind: 'common' | 'organizations'; readonly segment: string; readonly tenant: null }
  | { readonly kind: 'tenant' | 'consumers'; readonly segment: string; readonly tenant: TenantTable };

/**
 * Finds the tenant that a path names.
 *
 * @throws {@link AadError} 90002 if there is none in this cloud.
 */
export async function resolveTenantPath(call: Call, segment: string): Promise<TenantPath> {
  const name = segment.toLowerCase();
  if (name === 'common' || name === 'organizations') return { kind: name, segment: name, tenant: null };
  const tenant = await call.state.cached(`tenant ${name}`, () =>
    findTenant(call.state.db, name === 'consumers' ? PERSONAL_TENANT_ID : name),
  );
  const elsewhere =
    call.clouds.length > 0 && tenant !== null && !call.clouds.some((cloud) => cloud.id === tenant.cloud);
  if (tenant === null || elsewhere) throw new AadError(90002, [segment]);
  return { kind: tenant.id === PERSONAL_TENANT_ID ? 'consumers' : 'tenant', segment: name, tenant };
}

/** Issuer of version 1.0 tokens; it ends with `/`. */
export function issuerV1(call: Pick<Call, 'clouds' | 'origin'>, tenant: Pick<TenantTable, 'id' | 'cloud'>): string {
  if (call.clouds.length === 0) return `${call.origin}/${tenant.id}/`;
  return `https://${cloudById(tenant.cloud).issuerHostV1}/${tenant.id}/`;
}

/** Issuer of version 2.0 tokens. */
export function issuerV2(call: Pick<Call, 'clouds' | 'origin'>, tenant: Pick<TenantTable, 'id' | 'cloud'>): string {
  if (call.clouds.length === 0) return `${call.origin}/${tenant.id}/v2.0`;
  return `https://${cloudById(tenant.cloud).loginHosts[0] ?? ''}/${tenant.id}/v2.0`;
}
