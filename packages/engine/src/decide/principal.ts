import { TOKEN_KINDS, type TokenFacts, type TokenKind } from '../token/facts.ts';
import type { Table } from '../table/table.ts';
import { emptyPermissions, permissionsOfNames, permissionsOfText, type PermissionSet } from './permission-set.ts';
import { tokenStanding, type TokenStanding } from './token-standing.ts';

/** What is known of the directory roles in the token: nothing was said, the claim is absent, or it is present. */
export const ROLES = { untold: 0, absent: 1, present: 2 } as const;

/**
 * A caller, prepared for many decisions: the permissions of the token as a set of bits. Make it once for each token
 * and use it for as many requests as you like. It is never changed.
 */
export interface Principal extends PermissionSet {
  /** Place in `TOKEN_KINDS`; -1 when the kind is not known, so that nothing about permissions can be said. */
  readonly kind: number;
  /** False when nobody said what permissions the token holds. */
  readonly permissionsKnown: boolean;
  /** One of {@link ROLES}. */
  readonly rolesState: number;
  /** Bits by role number. */
  readonly roles: Int32Array;
  readonly standing: TokenStanding;
  /** Ids by which `/users/{id}` can name the signed-in user, in lower case. */
  readonly selves: readonly string[];
}

/** The permissions of a token as a gateway has them, when the token itself has been checked elsewhere. */
export interface BareCaller {
  /** `null`: not known, so that nothing about permissions and roles is decided. */
  readonly kind: TokenKind | null;
  /** Permission names, or the `scp` claim as it stands. */
  readonly permissions: readonly string[] | string;
  /** Role template ids; `null` the claim is absent; left out: nothing is known. */
  readonly directoryRoles?: readonly string[] | null;
}

const UNCHECKED: TokenStanding = {
  outcome: 0,
  problem: null,
  validFrom: -Infinity,
  validUntil: Infinity,
  clouds: 0xff,
  uncertainClouds: 0,
};

const NOBODY: readonly string[] = [];

/** Prepares a caller whose token was checked elsewhere: the token part is then `not-checked`. */
export function prepareCaller(table: Table, caller: BareCaller): Principal {
  const set = emptyPermissions(table);
  if (typeof caller.permissions === 'string') permissionsOfText(table, caller.permissions, set);
  else permissionsOfNames(table, caller.permissions, set);
  const roles = caller.directoryRoles;
  return {
    kind: kindNumber(caller.kind),
    permissionsKnown: true,
    permissionBits: set.permissionBits,
    bitsFrom: set.bitsFrom,
    rolesState: roles === undefined ? ROLES.untold : roles === null ? ROLES.absent : ROLES.present,
    roles: roleBits(table, roles),
    standing: UNCHECKED,
    selves: NOBODY,
  };
}

function kindNumber(kind: TokenKind | null): number {
  if (kind === null) return -1;
  return kind === 'delegated' ? 0 : kind === 'application' ? 2 : 1;
}

/**
 * Prepares a caller from the facts about a token.
 *
 * A permission counts only in the claim of the token's own kind: `scp` for a delegated token, `roles` for an
 * application token. A claim that is known to be absent grants nothing.
 */
export function preparePrincipal(table: Table, facts: TokenFacts): Principal {
  const kind = facts.kind === null ? -1 : TOKEN_KINDS.indexOf(facts.kind);
  const claim = facts.kind === 'application' ? facts.appRoles : facts.scopes;
  const set = emptyPermissions(table);
  permissionsOfNames(table, claim ?? [], set);
  return {
    kind,
    permissionsKnown: facts.kind !== null && claim !== undefined,
    permissionBits: set.permissionBits,
    bitsFrom: set.bitsFrom,
    rolesState:
      facts.directoryRoles === undefined ? ROLES.untold : facts.directoryRoles === null ? ROLES.absent : ROLES.present,
    roles: roleBits(table, facts.directoryRoles),
    standing: tokenStanding(table, facts),
    selves: [facts.objectId, facts.userName].flatMap((id) => (id === null ? [] : [id.toLowerCase()])),
  };
}

function roleBits(table: Table, ids: readonly string[] | null | undefined): Int32Array {
  if (!ids || ids.length === 0) return table.noRoles;
  const bits = new Int32Array(table.roleWords);
  for (const id of ids) {
    const number = table.roleIds.indexOf(id.toLowerCase());
    if (number >= 0) bits[number >>> 5] = (bits[number >>> 5] as number) | (1 << (number & 31));
  }
  return bits;
}
