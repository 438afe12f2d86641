import { AadError } from '../errors/aad-error.ts';
import { OIDC_SCOPES } from '../well-known.ts';

const MAX_SCOPES = 200;

/** What a request asks of one resource. */
export interface ScopeRequest {
  /** GUID or URI as the request wrote it; null: Microsoft Graph, because the scopes name no resource. */
  readonly resource: string | null;
  /** Names without the resource; empty when only `.default` was asked for. */
  readonly names: readonly string[];
  /** `.default`: whatever was consented to. */
  readonly isDefault: boolean;
  /** The scopes as the request wrote them: answers repeat this form. */
  readonly written: readonly string[];
}

/** A `scope` parameter, read. */
export interface ParsedScopes {
  /** OpenID Connect scopes, in lower case. */
  readonly oidc: readonly string[];
  readonly resources: readonly ScopeRequest[];
}

/**
 * Reads a `scope` parameter: scopes of OpenID Connect, scopes of Microsoft Graph by their short names, and scopes of any
 * resource by `{resource}/{name}`. A resource that ends in `/` keeps it (`https://graph.microsoft.com//.default`).
 *
 * @throws {@link AadError} 70011 if a scope has no name, or `.default` stands beside named scopes of its resource.
 *
 * @see [Scopes and permissions in the Microsoft identity platform](https://learn.microsoft.com/entra/identity-platform/scopes-oidc)
 */
export function parseScopes(text: string): ParsedScopes {
  const written = text.split(/\s+/).filter((scope) => scope !== '');
  if (written.length > MAX_SCOPES) throw new AadError(70011, ['too many scopes']);
  const oidc = new Set<string>();
  const byResource = new Map<
    string,
    { resource: string | null; names: string[]; isDefault: boolean; written: string[] }
  >();
  for (const scope of written) {
    if (OIDC_SCOPES.includes(scope.toLowerCase())) {
      oidc.add(scope.toLowerCase());
      continue;
    }
    const slash = scope.lastIndexOf('/');
    const resource = slash === -1 ? null : scope.slice(0, slash);
    const name = scope.slice(slash + 1);
    if (name === '' || resource === '' || !/^[\w.:~$-]+$/.test(name)) throw new AadError(70011, [scope]);
    const key = resource?.toLowerCase() ?? '';
    const entry = byResource.get(key) ?? { resource, names: [], isDefault: false, written: [] };
    byResource.set(key, entry);
    entry.written.push(scope);
    if (name.toLowerCase() === '.default') entry.isDefault = true;
    else entry.names.push(name);
  }
  const resources = [...byResource.values()];
  const mixed = resources.find((entry) => entry.isDefault && entry.names.length > 0);
  if (mixed !== undefined) throw new AadError(70011, [mixed.written.join(' ')]);
  return { oidc: [...oidc], resources };
}

/** The request of version 1.0 endpoints: `resource={resource}` means what `{resource}/.default` means. */
export function scopesOfResource(resource: string, oidc: readonly string[]): ParsedScopes {
  return { oidc, resources: [{ resource, names: [], isDefault: true, written: [`${resource}/.default`] }] };
}

/**
 * The one resource that a token is asked for; Microsoft Graph when only OpenID Connect scopes are.
 *
 * @throws {@link AadError} 700022 if there are several.
 */
export function singleResource(scopes: ParsedScopes): ScopeRequest {
  const [only, second] = scopes.resources;
  if (second !== undefined) throw new AadError(700022);
  return only ?? { resource: null, names: [], isDefault: false, written: [] };
}
