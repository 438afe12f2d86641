import { KNOWN_CLAIMS } from './claim-names.ts';
import type { TokenFacts } from './facts.ts';
import { PERSONAL_ACCOUNTS_TENANT } from './from-claims.ts';
import { member, type JsonObject } from './json.ts';
import type { NamedRole } from './roles.ts';

/** One claim for people to read. */
export interface ClaimDescription {
  readonly claim: string;
  /** The value as text, shortened where it is long; `null` where it is hidden. */
  readonly value: string | null;
  /** What it means to Microsoft Graph, without a full stop. */
  readonly meaning: string;
}

/** What a description may show and name. */
export interface DescribeOptions {
  /** Also show values that identify a person, and those that are internal to Microsoft. */
  readonly personal?: boolean;
  /** Directory roles by which `wids` are named. */
  readonly roles?: readonly NamedRole[];
}

/** Longest value shown, in UTF-16 code units. */
const LONGEST_VALUE = 2000;

const TIMES: ReadonlySet<string> = new Set(['iat', 'nbf', 'exp', 'xms_tcdt']);

/** The two values of `wids` that are no roles, and what they are taken to mean; Microsoft does not document them. */
const NO_ROLES: ReadonlyMap<string, string> = new Map([
  ['b79fbf4d-3ef9-4689-8143-76b194e85509', 'no role, marks ordinary users'],
  ['0997a1d0-0d1d-4acb-b408-d5ca73121e90', 'no role, marks service principals'],
]);

/**
 * Describes every claim of a token, in the order in which they stand in it.
 *
 * Values that identify a person are hidden unless asked for. Object ids are shown, since repairs need them.
 *
 * This does NOT show the signature, which is no claim, and verifies nothing.
 */
export function describeClaims(
  facts: TokenFacts,
  claims: JsonObject,
  options: DescribeOptions = {},
): readonly ClaimDescription[] {
  return Object.keys(claims).map((claim) => {
    const known = KNOWN_CLAIMS.get(claim);
    // A claim that nobody knows may well name somebody.
    const hidden = options.personal !== true && known?.exposure !== 'open';
    const value = member(claims, claim);
    return {
      claim,
      value: hidden ? null : shown(claim, value, options.roles ?? []),
      meaning: meaningOf(claim, value, known?.meaning ?? 'not a documented claim; says nothing known', facts),
    };
  });
}

function meaningOf(claim: string, value: unknown, meaning: string, facts: TokenFacts): string {
  if (claim === 'scp' && facts.kind === 'application')
    return `${meaning}; ignored here, since this is an application token`;
  if (claim === 'roles' && (facts.kind === 'delegated' || facts.kind === 'delegated-personal')) {
    return `${meaning}; ignored here, since this is a delegated token`;
  }
  if (claim === 'tid' && typeof value === 'string' && value.toLowerCase() === PERSONAL_ACCOUNTS_TENANT) {
    return `${meaning}: that of personal Microsoft accounts`;
  }
  return meaning;
}

function shown(claim: string, value: unknown, roles: readonly NamedRole[]): string {
  if (TIMES.has(claim)) return timeText(value);
  if (claim === 'wids' && Array.isArray(value)) {
    const names = new Map([...NO_ROLES, ...roles.map((role): [string, string] => [role.id, role.name])]);
    return shorten(value.map((id) => withName(String(id), names)).join(', '));
  }
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return shorten(value.join(', '));
  return shorten(typeof value === 'string' ? value : JSON.stringify(value));
}

function withName(id: string, names: ReadonlyMap<string, string>): string {
  const name = names.get(id.toLowerCase());
  return name === undefined ? id : `${id} (${name})`;
}

function timeText(value: unknown): string {
  // Beyond this a Date is invalid and has no ISO form.
  if (typeof value !== 'number' || !(Math.abs(value) <= 8_640_000_000_000)) return shorten(JSON.stringify(value));
  return `${value} (${new Date(Math.floor(value) * 1000).toISOString().replace('.000Z', 'Z')})`;
}

function shorten(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)` : text;
}
