import type { Claim, TokenFacts, TokenFlow, TokenKind } from './facts.ts';
import { splitNames, unknownFacts } from './from-claims.ts';
import { isGuid } from './roles.ts';

/** Bare facts about a token, as somebody tells them. What is left out is not known. */
export interface FlagFacts {
  readonly kind?: TokenKind | undefined;
  /** Scopes separated by white space or commas. Empty: known to be none. */
  readonly scp?: string | readonly string[] | undefined;
  /** App roles separated by white space or commas. Empty: known to be none. */
  readonly roles?: string | readonly string[] | undefined;
  /** Role template ids or display names, separated by commas. `none` or `null`: the token has no `wids` claim. */
  readonly wids?: string | readonly string[] | null | undefined;
  readonly audience?: string | undefined;
  readonly flow?: TokenFlow | undefined;
}

/**
 * Makes token facts of what somebody tells about a token without showing it.
 *
 * The kind follows from what is told: the kind itself; else the flow; else the one list that is given, or that is not
 * empty. Scopes and app roles together leave it undetermined.
 *
 * This does NOT resolve role names: `directoryRoles` holds what was told, ids in lower case. Resolve the names with
 * {@link resolveRoles} and put the ids in their place.
 */
export function factsFromFlags(flags: FlagFacts): TokenFacts {
  const scopes = listOf(flags.scp);
  const appRoles = listOf(flags.roles);
  const { kind, claim } = kindOf(flags, scopes, appRoles);
  return {
    ...unknownFacts('facts'),
    kind,
    kindClaim: claim,
    scopes,
    appRoles,
    directoryRoles: widsOf(flags.wids),
    audience: flags.audience === undefined || flags.audience === '' ? null : flags.audience,
    flow: flags.flow ?? null,
  };
}

function kindOf(
  flags: FlagFacts,
  scopes: readonly string[] | undefined,
  appRoles: readonly string[] | undefined,
): { readonly kind: TokenKind | null; readonly claim: string | null } {
  if (flags.kind !== undefined) return { kind: flags.kind, claim: null };
  const byFlow = flags.flow === undefined ? null : kindOfFlow(flags.flow);
  if (byFlow !== null) return { kind: byFlow, claim: null };
  const scopesTell = tells(scopes, appRoles);
  const rolesTell = tells(appRoles, scopes);
  if (scopesTell === rolesTell) return { kind: null, claim: null };
  return scopesTell ? { kind: 'delegated', claim: 'scp' } : { kind: 'application', claim: 'roles' };
}

function tells(list: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return list !== undefined && (list.length > 0 || other === undefined);
}

/**
 * Kind of the tokens that a flow yields. A refresh token yields what its flow yielded, which is always delegated:
 * client credentials never come with a refresh token.
 *
 * @see [Application and delegated permissions](https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/application-delegated-permission-access-tokens-identity-platform)
 */
export function kindOfFlow(flow: TokenFlow): 'delegated' | 'application' {
  return flow === 'client-credentials' || flow === 'managed-identity' ? 'application' : 'delegated';
}

function listOf(value: string | readonly string[] | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? splitNames(value) : value.flatMap((item) => splitNames(item));
}

function widsOf(value: string | readonly string[] | null | undefined): Claim<readonly string[]> {
  if (value === undefined || value === null) return value;
  const names = (typeof value === 'string' ? [value] : value)
    .flatMap((item) => item.split(/[,;\n]/))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 1 && names[0]?.toLowerCase() === 'none') return null;
  return names.map((name) => (isGuid(name) ? name.toLowerCase() : name));
}

const FLOW_NAMES: ReadonlyMap<string, TokenFlow> = new Map<string, TokenFlow>([
  ['authorizationcode', 'authorization-code'],
  ['authcode', 'authorization-code'],
  ['code', 'authorization-code'],
  ['pkce', 'authorization-code'],
  ['interactive', 'authorization-code'],
  ['clientcredentials', 'client-credentials'],
  ['clientcredential', 'client-credentials'],
  ['devicecode', 'device-code'],
  ['device', 'device-code'],
  ['implicit', 'implicit'],
  ['managedidentity', 'managed-identity'],
  ['msi', 'managed-identity'],
  ['onbehalfof', 'on-behalf-of'],
  ['obo', 'on-behalf-of'],
  ['refreshtoken', 'refresh-token'],
  ['refresh', 'refresh-token'],
  ['ropc', 'ropc'],
  ['password', 'ropc'],
]);

const KIND_NAMES: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ['delegated', 'delegated'],
  ['delegatedwork', 'delegated'],
  ['user', 'delegated'],
  ['delegatedpersonal', 'delegated-personal'],
  ['personal', 'delegated-personal'],
  ['application', 'application'],
  ['app', 'application'],
  ['apponly', 'application'],
]);

/** The flow that a name means, in any case and with any separators (`client_credentials`, `OBO`), or `null`. */
export function flowFromName(name: string): TokenFlow | null {
  return FLOW_NAMES.get(plain(name)) ?? null;
}

/** The kind that a name means, in any case and with any separators (`app-only`), or `null`. */
export function kindFromName(name: string): TokenKind | null {
  return KIND_NAMES.get(plain(name)) ?? null;
}

function plain(name: string): string {
  return name.length > 64 ? '' : name.toLowerCase().replaceAll(/[^a-z]/g, '');
}
