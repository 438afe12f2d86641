import { mayNeedMore, needsOf, queryFindings } from '../request/query.ts';
import type { Resolver } from '../request/resolve.ts';
import { methodNumber } from '../request/resolve.ts';
import {
  ABSENT,
  CLOUDS_ABSENT_SHIFT,
  CLOUDS_KNOWN,
  FACT,
  MARK,
  OPERATION,
  PERMISSION_MARK,
  ROLE_FLAG,
  RULE,
  VERSION,
  roleNeedWords,
} from '../table/layout.ts';
import { pathOfNode, type Table } from '../table/table.ts';
import { hasPermission } from './permission-set.ts';
import { ROLES, type Principal } from './principal.ts';

// V8 takes a module's own constants for numbers, and loads the members of an imported object each time.
const {
  halfWords: RECORD_HALF_WORDS,
  marks: RECORD_MARKS,
  fact: RECORD_FACT,
  delegatedRole: RECORD_DELEGATED_ROLE,
} = OPERATION;
const {
  sharePoint: MARK_OF_SHARE_POINT,
  queryNeeds: MARK_OF_QUERY_NEEDS,
  delegatedPolicy: MARK_OF_DELEGATED_POLICY,
  creates: MARK_OF_CREATES,
  user: MARK_OF_USER,
} = MARK;
const {
  refused: RULE_REFUSED,
  aloneShift: RULE_ALONE_SHIFT,
  countMask: RULE_COUNT_MASK,
  doubtfulShift: RULE_DOUBTFUL_SHIFT,
  pairsShift: RULE_PAIRS_SHIFT,
  otherAuthority: RULE_OTHER_AUTHORITY,
  unstated: RULE_UNSTATED,
} = RULE;

/**
 * A decision in one number: two bits for each part, then the operation. `describe` expands it; {@link wholeOf} and
 * {@link partOf} read it.
 */
export type Handle = number;

/** Codes of `OUTCOMES`. Larger is weaker, so the weakest of several is their maximum. */
const NOT_CHECKED = 0;
const ALLOW = 1;
const UNKNOWN = 2;
const DENY = 3;

/** First bit of each part, and of the operation, in a handle. */
const TOKEN = 0;
const OPERATION_PART = 2;
const PERMISSION = 4;
const ROLE = 6;
const POLICY = 8;
const OPERATION_AT = 10;

const SECONDS_PER_DAY = 86_400;

/** Outcome code of one part of a handle: 0 token, 1 operation, 2 permission, 3 role, 4 policy. */
export function partOf(handle: Handle, part: number): number {
  return (handle >>> (part * 2)) & 3;
}

/** Outcome code of the whole: the weakest part that was checked. */
export function wholeOf(handle: Handle): number {
  let whole = NOT_CHECKED;
  for (let parts = handle & 0x3ff; parts !== 0; parts >>>= 2) {
    if ((parts & 3) > whole) whole = parts & 3;
  }
  return whole;
}

/** Number of the operation in a handle, or -1 when none was found. */
export function operationOf(handle: Handle): number {
  return (handle >>> OPERATION_AT) - 1;
}

/**
 * Decides requests with one knowledge table. Pure: equal arguments give an equal handle. It allocates nothing on the
 * common path, that is for URLs spelled as the table spells them (in any letter case, with any ids without escapes and
 * any query that names nothing with needs of its own).
 */
export class Decider {
  readonly #table: Table;
  readonly #resolver: Resolver;
  /** Sections of the table, at hand. */
  readonly #operations: Uint16Array;
  readonly #rules: Int32Array;
  /** Permissions that reach only what the application owns, and only the signed-in user's data, as bits. */
  readonly #ownedOnly: Int32Array;
  readonly #ownDataOnly: Int32Array;
  /** `Sites.Selected` and its kin, as pairs of a word's place and its bits. */
  readonly #selected: Int32Array;
  /** What the last permission check found: held without, or only with, a restriction. */
  #restricted = 0;

  /** How far the permissions that made the last decision reach: what the application owns, the user's own data. */
  get lastRestriction(): 'none' | 'owned' | 'own' {
    return (this.#restricted & MARK_OWNED) !== 0 ? 'owned' : (this.#restricted & MARK_OWN) !== 0 ? 'own' : 'none';
  }

  constructor(table: Table, resolver: Resolver) {
    this.#table = table;
    this.#resolver = resolver;
    this.#operations = table.operations;
    this.#rules = table.rules;
    this.#ownedOnly = bitsOf(table, PERMISSION_MARK.ownedOnly);
    this.#ownDataOnly = bitsOf(table, PERMISSION_MARK.ownDataOnly);
    this.#selected = masksOf(bitsOf(table, PERMISSION_MARK.selected));
  }

  /**
   * Decides one request.
   *
   * @param now Seconds since 1970.
   */
  decide(method: string, url: string, principal: Principal, now: number): Handle {
    const resolver = this.#resolver;
    const operation = resolver.resolve(methodNumber(method), url);
    const token = this.#tokenPart(principal, now);
    if (operation < 0) return this.#withoutOperation(token);
    const record = operation * RECORD_HALF_WORDS;
    const operations = this.#operations;
    const marks = operations[record + RECORD_MARKS] as number;
    const fact = operations[record + RECORD_FACT] as number;
    const exists = fact === 0 && resolver.address.version !== 3 ? ALLOW : this.#operationPart(fact, now);
    let permission = NOT_CHECKED;
    let role = NOT_CHECKED;
    let policy = NOT_CHECKED;
    if (principal.kind >= 0) {
      permission = this.#permissionPart(operations[record + principal.kind] as number, principal);
      const restricted = this.#restricted;
      if (permission === DENY && (marks & MARK_OF_SHARE_POINT) !== 0) {
        permission = this.#onSelected(operations[record + principal.kind] as number, principal);
      }
      if (resolver.rewritten !== null) permission = this.#acrossUsers(permission, principal.kind);
      const query = resolver.address.limit;
      if (query < url.length && permission !== DENY && mayNeedMore(url, query, (marks & MARK_OF_QUERY_NEEDS) !== 0)) {
        permission = this.#queryPart(permission, url.slice(query + 1), principal);
      }
      // Of the three kinds the last alone, an application, has a column and a mark of its own: no branch to guess.
      const need = operations[record + RECORD_DELEGATED_ROLE + (principal.kind >> 1)] as number;
      if (need !== 0 && principal.kind !== 1) role = this.#rolePart(need, principal);
      if (permission === ALLOW || permission === UNKNOWN) {
        policy = this.#policyPart(marks, restricted, url, principal);
      }
    }
    return (
      (token << TOKEN) |
      (exists << OPERATION_PART) |
      (permission << PERMISSION) |
      (role << ROLE) |
      (policy << POLICY) |
      ((operation + 1) << OPERATION_AT)
    );
  }

  #tokenPart(principal: Principal, now: number): number {
    const standing = principal.standing;
    if (standing.outcome === NOT_CHECKED || standing.outcome === DENY) return standing.outcome;
    if (now < standing.validFrom || now > standing.validUntil) return DENY;
    const cloud = this.#resolver.address.cloud;
    if (cloud >= 0 && (standing.clouds & (1 << cloud)) === 0) {
      return (standing.uncertainClouds & (1 << cloud)) === 0 ? DENY : UNKNOWN;
    }
    return standing.outcome;
  }

  /** No template fits, or it has no such method: the table omits real operations, so nothing is certain. */
  #withoutOperation(token: number): Handle {
    return (token << TOKEN) | (UNKNOWN << OPERATION_PART) | (UNKNOWN << PERMISSION);
  }

  #operationPart(fact: number, now: number): number {
    const { version, cloud } = this.#resolver.address;
    if (version === 3) return UNKNOWN;
    const at = fact * FACT.words;
    const facts = this.#table.facts;
    const clouds = facts[at + FACT.clouds] as number;
    if ((clouds & ABSENT) !== 0) return DENY;
    let outcome = ALLOW;
    if (cloud >= 0 && (clouds & CLOUDS_KNOWN) !== 0 && (clouds & (1 << cloud)) === 0) {
      if (((clouds >>> CLOUDS_ABSENT_SHIFT) & (1 << cloud)) !== 0) return DENY;
      outcome = UNKNOWN;
    }
    const versions = facts[at + FACT.versions] as number;
    if (version !== 0 && (versions & VERSION.known) !== 0 && (versions & version) === 0) {
      if ((versions & VERSION.documented) !== 0) return DENY;
      outcome = UNKNOWN;
    }
    const retires = facts[at + FACT.retires] as number;
    if (retires > 0 && now >= retires * SECONDS_PER_DAY) outcome = UNKNOWN;
    return outcome;
  }

  #permissionPart(rule: number, principal: Principal): number {
    this.#restricted = 0;
    const rules = this.#rules;
    let at = rule;
    const head = rules[at++] as number;
    if ((head & RULE_REFUSED) !== 0) return DENY;
    if (!principal.permissionsKnown) return NOT_CHECKED;
    const { permissionBits: held, bitsFrom: first } = principal;
    let restricted = 0;
    for (let count = (head >>> RULE_ALONE_SHIFT) & RULE_COUNT_MASK; count > 0; count--, at += 2) {
      const word = rules[at] as number;
      const hit = (held[first + word] as number) & (rules[at + 1] as number);
      if (hit === 0) continue;
      const owned = (this.#ownedOnly[word] as number) & hit;
      const own = (this.#ownDataOnly[word] as number) & hit;
      if ((hit & ~(owned | own)) !== 0) return ALLOW;
      restricted |= (owned !== 0 ? MARK_OWNED : 0) | (own !== 0 ? MARK_OWN : 0);
    }
    let outcome = restricted !== 0 ? ALLOW : DENY;
    // Nothing but what suffices alone is listed.
    if (head >>> RULE_DOUBTFUL_SHIFT === 0 && (head & (RULE_OTHER_AUTHORITY | RULE_UNSTATED)) === 0) {
      this.#restricted = restricted;
      return outcome;
    }
    for (let count = (head >>> RULE_DOUBTFUL_SHIFT) & RULE_COUNT_MASK; count > 0; count--, at += 2) {
      if (outcome === DENY && ((held[first + (rules[at] as number)] as number) & (rules[at + 1] as number)) !== 0)
        outcome = UNKNOWN;
    }
    for (let count = (head >>> RULE_PAIRS_SHIFT) & RULE_COUNT_MASK; count > 0; count--) {
      const word = rules[at] as number;
      const hit = (held[first + word] as number) & (rules[at + 1] as number);
      const partners = rules[at + 2] as number;
      at += 3;
      let both = false;
      for (let partner = 0; partner < partners; partner++, at += 2) {
        if (((held[first + (rules[at] as number)] as number) & (rules[at + 1] as number)) !== 0) both = true;
      }
      if (hit === 0 || !both) continue;
      outcome = ALLOW;
      if (((this.#ownedOnly[word] as number) & hit) === 0) return ALLOW;
      restricted |= MARK_OWNED;
    }
    this.#restricted = restricted;
    if (outcome === DENY && (head & (RULE_OTHER_AUTHORITY | RULE_UNSTATED)) !== 0) return UNKNOWN;
    return outcome;
  }

  /**
   * `/me` means the signed-in user: an application has none, whatever the table lists. The template of the one taken
   * for the other is a good guess about permissions and no more for an application.
   */
  #acrossUsers(permission: number, kind: number): number {
    const readings = this.#resolver.rewritten?.readings ?? [];
    if (kind !== 2) return permission;
    if (readings.includes('me-as-user')) return DENY;
    if (readings.includes('user-as-me')) return UNKNOWN;
    return permission;
  }

  #queryPart(permission: number, query: string, principal: Principal): number {
    let outcome = permission;
    for (const { need, option } of queryFindings(this.#table, pathOfNode(this.#table, this.#resolver.node), query)) {
      const anyOf = need === null ? null : needsOf(need, principal.kind);
      if (anyOf === null) {
        if (outcome === ALLOW) outcome = UNKNOWN;
        continue;
      }
      if (anyOf.length === 0 || !principal.permissionsKnown) continue;
      if (!anyOf.some((number) => hasPermission(principal, number))) {
        // The service refuses the other options; what `$expand` may not read it can also leave out.
        if (option !== 'expand') return DENY;
        outcome = UNKNOWN;
      }
    }
    return outcome;
  }

  /** The table lists few operations for `Sites.Selected` and its kin, which open whatever site they were granted on. */
  #onSelected(rule: number, principal: Principal): number {
    const head = this.#rules[rule] as number;
    if ((head & RULE_REFUSED) !== 0) return DENY;
    const { permissionBits: held, bitsFrom: first } = principal;
    const selected = this.#selected;
    for (let at = 0; at < selected.length; at += 2) {
      if (((held[first + (selected[at] as number)] as number) & (selected[at + 1] as number)) !== 0) return UNKNOWN;
    }
    return DENY;
  }

  #rolePart(need: number, principal: Principal): number {
    const words = this.#table.roleWords;
    const at = need * roleNeedWords(words);
    const flags = this.#table.roleNeeds[at] as number;
    if ((flags & ROLE_FLAG.none) !== 0) return ALLOW;
    if (principal.rolesState === ROLES.untold) return NOT_CHECKED;
    if (principal.rolesState === ROLES.absent) return UNKNOWN;
    let undecided = (flags & ROLE_FLAG.alternative) !== 0;
    const partial = at + 1 + words;
    for (let word = 0; word < words; word++) {
      const held = principal.roles[word] as number;
      if ((held & (this.#table.roleNeeds[at + 1 + word] as number)) !== 0) return ALLOW;
      if ((held & (this.#table.roleNeeds[partial + word] as number)) !== 0) undecided = true;
      const privileged = (held & (this.#table.meta.privilegedRoles[word] as number)) !== 0;
      if (privileged && (flags & ROLE_FLAG.exhaustive) === 0) undecided = true;
    }
    return undecided ? UNKNOWN : DENY;
  }

  #policyPart(marks: number, restricted: number, url: string, principal: Principal): number {
    if ((marks & (MARK_OF_DELEGATED_POLICY >> (principal.kind >> 1))) !== 0) return UNKNOWN;
    if ((restricted & MARK_OWNED) !== 0) return (marks & MARK_OF_CREATES) !== 0 ? ALLOW : UNKNOWN;
    // The table knows this of `/me` alone: that the signed-in user may do it to others is nowhere said.
    const { rewritten } = this.#resolver;
    if (rewritten !== null && principal.kind !== 2 && rewritten.readings.includes('user-as-me')) {
      this.#restricted |= MARK_OWN;
      return this.#isSelf(url, principal) ? ALLOW : UNKNOWN;
    }
    if ((restricted & MARK_OWN) !== 0 && principal.kind !== 2 && (marks & MARK_OF_USER) !== 0) {
      return this.#isSelf(url, principal) ? ALLOW : UNKNOWN;
    }
    return NOT_CHECKED;
  }

  /** Whether the path's `/users/{id}` names the signed-in user. */
  #isSelf(url: string, principal: Principal): boolean {
    const { rewritten, address } = this.#resolver;
    if (rewritten !== null) {
      if (rewritten.readings.includes('me-as-user')) return true;
      const [collection = '', item = ''] = rewritten.segments;
      const id = /^users\('?(.*?)'?\)$/i.exec(collection)?.[1] ?? item;
      return principal.selves.includes(id.toLowerCase());
    }
    const from = url.indexOf('/', address.at) + 1;
    const slash = url.indexOf('/', from);
    const end = slash < 0 || slash > address.limit ? address.limit : slash;
    for (const self of principal.selves) if (isText(url, from, end, self)) return true;
    return false;
  }
}

/** Whether a URL has a text of small letters from one place to another, in any letter case. */
function isText(url: string, from: number, end: number, text: string): boolean {
  if (text.length !== end - from) return false;
  for (let index = 0; index < text.length; index++) {
    const character = url.charCodeAt(from + index);
    if (character > 127) return url.slice(from, end).toLowerCase() === text;
    const folded = character >= 65 && character <= 90 ? character | 32 : character;
    if (folded !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Restrictions of what was held, as {@link Decider} notes them. */
const MARK_OWNED = 1;
const MARK_OWN = 2;

function bitsOf(table: Table, mark: number): Int32Array {
  const bits = new Int32Array(table.permissionWords);
  table.permissionMarks.forEach((marks, number) => {
    if ((marks & mark) !== 0) bits[number >>> 5] = (bits[number >>> 5] as number) | (1 << (number & 31));
  });
  return bits;
}

/** Those words of a set of bits that are not empty, each after its place. */
function masksOf(bits: Int32Array): Int32Array {
  return Int32Array.from([...bits].flatMap((word, place) => (word === 0 ? [] : [place, word])));
}
