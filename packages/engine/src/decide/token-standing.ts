import type { TokenFacts } from '../token/facts.ts';
import type { Cloud, Table } from '../table/table.ts';

/** Difference between two clocks that is forgiven, in seconds. */
export const CLOCK_SKEW = 300;

/** App id of Microsoft Graph, an audience in every cloud. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** Why the token part is not `allow`, or what limits it. */
export type TokenProblem = 'opaque' | 'audience-foreign' | 'audience-missing' | 'lifetime-missing';

/**
 * What the facts about a token say of its usability, for any request and any time.
 *
 * The signature is NOT checked: only Microsoft Graph can check a Microsoft Graph token's.
 */
export interface TokenStanding {
  /** Code in `OUTCOMES`: 0 nothing to check, 1 usable within its lifetime, 2 cannot be told, 3 not usable. */
  readonly outcome: number;
  readonly problem: TokenProblem | null;
  /** Seconds since 1970 between which it is valid, with the forgiven skew. */
  readonly validFrom: number;
  readonly validUntil: number;
  /** Bits of the clouds in which the token is usable, and of those in which that cannot be told. */
  readonly clouds: number;
  readonly uncertainClouds: number;
}

const EVERY_CLOUD = 0xff;

/** Judges the facts about a token. */
export function tokenStanding(table: Table, facts: TokenFacts): TokenStanding {
  const validFrom = facts.notBefore === null ? -Infinity : facts.notBefore - CLOCK_SKEW;
  const validUntil = facts.expiresAt === null ? Infinity : facts.expiresAt + CLOCK_SKEW;
  const base = { validFrom, validUntil, clouds: EVERY_CLOUD, uncertainClouds: 0 };
  if (facts.form === 'opaque') return { ...base, outcome: 2, problem: 'opaque' };
  if (facts.audience === null) {
    if (facts.form === 'jwt') return { ...base, outcome: 2, problem: 'audience-missing' };
    // Facts and fragments of claims without an audience leave nothing to check but a lifetime, if they have one.
    return { ...base, outcome: facts.expiresAt === null ? 0 : 1, problem: null };
  }
  const audience = facts.audience.toLowerCase().replace(/\/$/, '');
  const named = cloudsWhere(table, (cloud) => cloud.audiences.some((known) => known.replace(/\/$/, '') === audience));
  if (named === 0) return { ...base, outcome: 3, problem: 'audience-foreign' };
  const { clouds, uncertain } =
    audience === GRAPH_APP_ID ? cloudsOfIssuer(table, facts.issuer) : { clouds: named, uncertain: 0 };
  if (facts.form === 'jwt' && facts.expiresAt === null) {
    return { ...base, clouds, uncertainClouds: uncertain, outcome: 2, problem: 'lifetime-missing' };
  }
  return { ...base, clouds, uncertainClouds: uncertain, outcome: 1, problem: null };
}

/**
 * Clouds of an issuer. The v1.0 issuer is the same in the global and the US Government clouds: for the global cloud,
 * where nearly all tenants are, it is taken as it stands; for the others it cannot be told.
 */
function cloudsOfIssuer(table: Table, issuer: string | null): { readonly clouds: number; readonly uncertain: number } {
  if (issuer === null) return { clouds: EVERY_CLOUD, uncertain: 0 };
  const host = /^https?:\/\/([^/]+)/i.exec(issuer)?.[1]?.toLowerCase() ?? '';
  const issuing = cloudsWhere(table, (cloud) => hostOf(cloud.issuerV1) === host || hostOf(cloud.issuerV2) === host);
  const signing = cloudsWhere(table, (cloud) =>
    cloud.loginHosts.some((known) => hostOf(known) === host || known === host),
  );
  const clouds = issuing === 0 ? signing : issuing;
  if (clouds === 0) return { clouds: EVERY_CLOUD, uncertain: 0 };
  const single = (clouds & (clouds - 1)) === 0;
  return single || (clouds & 1) === 0 ? { clouds, uncertain: 0 } : { clouds: 1, uncertain: clouds & ~1 };
}

function cloudsWhere(table: Table, holds: (cloud: Cloud) => boolean): number {
  let bits = 0;
  table.meta.clouds.forEach((cloud, index) => {
    if (holds(cloud)) bits |= 1 << index;
  });
  return bits;
}

function hostOf(url: string): string {
  return (/^https?:\/\/([^/]+)/i.exec(url)?.[1] ?? url).toLowerCase();
}
