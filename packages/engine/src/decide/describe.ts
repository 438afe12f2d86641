import type { KnowledgeDetails } from '../knowledge.ts';
import { queryFindings, needsOf } from '../request/query.ts';
import { methodNumber, type Resolver } from '../request/resolve.ts';
import { suggestPaths } from '../request/suggest.ts';
import { VERSIONS } from '../request/address.ts';
import {
  CLOUDS_KNOWN,
  FACT,
  MARK,
  METHODS,
  NOTE,
  OPERATION,
  PERMISSION_MARK,
  ROLE_FLAG,
  VERSION,
  roleNeedWords,
} from '../table/layout.ts';
import type { Method } from '../table/layout.ts';
import { isEmptyRule, ruleOf, type Rule } from '../table/rule.ts';
import { pathOfNode, type Table } from '../table/table.ts';
import { TOKEN_KINDS } from '../token/facts.ts';
import { partOf, wholeOf, type Decider, type Handle } from './decide.ts';
import type {
  AcceptedPermission,
  Decision,
  OperationPart,
  OperationView,
  PermissionPart,
  PolicyPart,
  RequestView,
  RetirementView,
  RolePart,
  TokenPart,
} from './decision.ts';
import { OUTCOMES, type Outcome } from './outcome.ts';
import { hasPermission } from './permission-set.ts';
import { ROLES, type Principal } from './principal.ts';

/** Expands decisions: what was accepted, what was held, which facts made the answer. */
export class Describer {
  readonly #table: Table;
  readonly #details: KnowledgeDetails;
  readonly #resolver: Resolver;
  readonly #decider: Decider;

  constructor(table: Table, details: KnowledgeDetails, resolver: Resolver, decider: Decider) {
    this.#table = table;
    this.#details = details;
    this.#resolver = resolver;
    this.#decider = decider;
  }

  /** Decides a request and describes the decision. */
  describe(method: string, url: string, principal: Principal, now: number): Decision {
    const handle = this.#decider.decide(method, url, principal, now);
    const request = this.request(method, url, now);
    const operation = this.#resolver.operation;
    const noted = this.#notes(operation, principal.kind);
    return {
      outcome: OUTCOMES[wholeOf(handle)] as Outcome,
      kind: TOKEN_KINDS[principal.kind] ?? null,
      request,
      parts: {
        token: this.#token(handle, principal, now),
        operation: this.#operationPart(handle, operation, now),
        permission: this.#permission(handle, operation, url, principal),
        role: this.#role(handle, operation, principal),
        policy: this.#policy(handle, principal),
      },
      corrections: this.#withSelected(noted.corrections, handle, operation, principal),
      contested: noted.contested,
      knowledge: { version: this.#details.version },
    };
  }

  /** Where a permission granted on single resources made the answer, the rule about them is cited too. */
  #withSelected(
    corrections: Decision['corrections'],
    handle: Handle,
    operation: number,
    principal: Principal,
  ): Decision['corrections'] {
    const rule = this.#details.corrections.find(({ id }) => id === 'selected-permission');
    if (rule === undefined || operation < 0 || OUTCOMES[partOf(handle, 2)] !== 'unknown') return corrections;
    const marks = this.#table.operations[operation * OPERATION.halfWords + OPERATION.marks] as number;
    const holds = this.#table.permissionMarks.some(
      (mark, number) => (mark & PERMISSION_MARK.selected) !== 0 && hasPermission(principal, number),
    );
    if ((marks & MARK.sharePoint) === 0 || !holds || corrections.some(({ id }) => id === rule.id)) return corrections;
    return [...corrections, { id: rule.id, source: rule.source }];
  }

  /** What the table knows about a request, without a caller. Leaves the resolver at the request. */
  request(method: string, url: string, now: number): RequestView {
    const resolver = this.#resolver;
    resolver.resolve(methodNumber(method), url);
    const { cloud, version, otherHost, at, limit } = resolver.address;
    const verb = METHODS[methodNumber(method)] ?? null;
    return {
      method: method.toUpperCase(),
      url,
      cloud: this.#table.meta.clouds[cloud]?.id ?? null,
      version:
        VERSIONS[version] === 'other' ? (url.slice(0, at).split('/').at(-2) ?? null) : (VERSIONS[version] ?? null),
      otherHost,
      operation: resolver.operation < 0 ? null : this.operation(resolver.operation, resolver.node, verb as Method, now),
      readings: resolver.operation < 0 ? [] : (resolver.rewritten?.readings ?? []),
      suggestions: resolver.operation < 0 && at >= 0 ? suggestPaths(this.#table, url.slice(at, limit), verb) : [],
    };
  }

  /** View of an operation of the table. */
  operation(operation: number, node: number, method: Method, now: number): OperationView {
    const fact = this.#table.operations[operation * OPERATION.halfWords + OPERATION.fact] as number;
    const words = this.#table.facts;
    const versions = words[fact * FACT.words + FACT.versions] as number;
    const clouds = words[fact * FACT.words + FACT.clouds] as number;
    return {
      method,
      path: pathOfNode(this.#table, node),
      versions:
        (versions & VERSION.known) === 0
          ? null
          : [...((versions & VERSION.v1) === 0 ? [] : ['v1.0']), ...((versions & VERSION.beta) === 0 ? [] : ['beta'])],
      clouds:
        (clouds & CLOUDS_KNOWN) === 0
          ? null
          : this.#table.meta.clouds.filter((_, index) => (clouds & (1 << index)) !== 0).map((cloud) => cloud.id),
      applicationPolicy:
        ((this.#table.operations[operation * OPERATION.halfWords + OPERATION.marks] as number) &
          MARK.applicationPolicy) !==
        0,
      retired: this.#retirement(fact, now),
    };
  }

  #retirement(fact: number, now: number): RetirementView | null {
    const retires = this.#table.facts[fact * FACT.words + FACT.retires] as number;
    if (retires === 0) return null;
    const facts = this.#details.operationFacts[(this.#table.facts[fact * FACT.words + FACT.detail] as number) - 1];
    return {
      on: facts?.retires ?? '',
      past: now >= retires * 86_400,
      successors: facts?.successors ?? [],
      sources: facts?.sources ?? [],
    };
  }

  #token(handle: Handle, principal: Principal, now: number): TokenPart {
    const outcome = OUTCOMES[partOf(handle, 0)] as Outcome;
    const { standing } = principal;
    if (outcome === 'allow' || outcome === 'not-checked') return { outcome, reason: null };
    if (standing.problem !== null) return { outcome, reason: standing.problem };
    if (now > standing.validUntil) return { outcome, reason: 'expired' };
    if (now < standing.validFrom) return { outcome, reason: 'not-yet-valid' };
    return { outcome, reason: outcome === 'deny' ? 'other-cloud' : 'cloud-uncertain' };
  }

  #operationPart(handle: Handle, operation: number, now: number): OperationPart {
    const outcome = OUTCOMES[partOf(handle, 1)] as Outcome;
    if (outcome === 'allow') return { outcome, reason: null };
    const { address, node } = this.#resolver;
    if (operation < 0) {
      const reason = address.at < 0 ? 'not-microsoft-graph' : node < 0 ? 'no-such-path' : 'no-such-method';
      return { outcome, reason };
    }
    if (address.version === 3) return { outcome, reason: 'unknown-version' };
    const fact = (this.#table.operations[operation * OPERATION.halfWords + OPERATION.fact] as number) * FACT.words;
    const clouds = this.#table.facts[fact + FACT.clouds] as number;
    const versions = this.#table.facts[fact + FACT.versions] as number;
    const { cloud, version } = address;
    if (cloud >= 0 && (clouds & CLOUDS_KNOWN) !== 0 && (clouds & (1 << cloud)) === 0)
      return { outcome, reason: 'other-cloud' };
    if (version !== 0 && (versions & VERSION.known) !== 0 && (versions & version) === 0) {
      return { outcome, reason: 'other-version' };
    }
    const retires = this.#table.facts[fact + FACT.retires] as number;
    return { outcome, reason: retires > 0 && now >= retires * 86_400 ? 'retired' : 'does-not-exist' };
  }

  /** Accepted permissions of a rule, least privileged first, then those that suffice alone, then by name. */
  accepted(rule: Rule): readonly AcceptedPermission[] {
    const least = new Set(rule.least);
    const name = (number: number): string => this.#table.permissionNames[number] as string;
    const rank = (entry: AcceptedPermission): number =>
      (entry.doubtful ? 4 : 0) + (entry.least ? 0 : 2) + (entry.with.length === 0 ? 0 : 1);
    return [
      ...rule.alone.map((number) => ({
        permission: name(number),
        least: least.has(number),
        with: [],
        doubtful: false,
      })),
      ...rule.pairs.map(({ permission, anyOf }) => ({
        permission: name(permission),
        least: least.has(permission),
        with: anyOf.map(name),
        doubtful: false,
      })),
      ...rule.doubtful.map((number) => ({
        permission: name(number),
        least: least.has(number),
        with: [],
        doubtful: true,
      })),
    ].sort((a, b) => rank(a) - rank(b));
  }

  #permission(handle: Handle, operation: number, url: string, principal: Principal): PermissionPart {
    const outcome = OUTCOMES[partOf(handle, 2)] as Outcome;
    const nothing = { outcome, accepted: [], determining: [], least: [], queryNeeds: [] };
    if (operation < 0) return { ...nothing, reason: null };
    if (principal.kind < 0) return { ...nothing, reason: 'kind-unknown' };
    const rule = ruleOf(this.#table, operation, principal.kind);
    const accepted = this.accepted(rule);
    const holds = (name: string): boolean => {
      const number = this.#table.permissionNames.indexOf(name);
      return number >= 0 && hasPermission(principal, number);
    };
    const firm = accepted.filter((entry) => !entry.doubtful);
    const sufficient = firm.filter(
      (entry) => holds(entry.permission) && (entry.with.length === 0 || entry.with.some(holds)),
    );
    const doubtful = accepted.filter((entry) => entry.doubtful && holds(entry.permission));
    const determining = [
      ...new Set(
        (sufficient.length > 0 ? sufficient : outcome === 'unknown' ? doubtful : []).flatMap((entry) => [
          entry.permission,
          ...entry.with.filter(holds).slice(0, 1),
        ]),
      ),
    ];
    const { queryNeeds, queryUnreviewed } = this.#queryNeeds(url, principal, holds);
    const part = { outcome, accepted, determining, least: leastOf(accepted), queryNeeds };
    if (outcome === 'allow') return { ...part, reason: null };
    if (outcome === 'not-checked') return { ...part, reason: 'permissions-unknown' };
    if (rule.refused || this.#resolver.rewritten?.readings.includes('me-as-user'))
      return { ...part, reason: 'kind-refused' };
    if (isEmptyRule(rule)) return { ...part, reason: 'kind-not-supported' };
    if (sufficient.length > 0) {
      return {
        ...part,
        reason: queryNeeds.length > 0 ? 'query-needs-more' : queryUnreviewed ? 'query-not-reviewed' : 'other-authority',
      };
    }
    if (outcome === 'deny') return { ...part, reason: 'nothing-held' };
    return {
      ...part,
      reason: doubtful.length > 0 ? 'doubtful-only' : rule.unstated ? 'not-stated' : 'other-authority',
    };
  }

  #queryNeeds(
    url: string,
    principal: Principal,
    holds: (name: string) => boolean,
  ): { readonly queryNeeds: readonly string[]; readonly queryUnreviewed: boolean } {
    const query = this.#resolver.address.limit;
    if (query >= url.length) return { queryNeeds: [], queryUnreviewed: false };
    const needed: string[] = [];
    let unreviewed = false;
    for (const { need } of queryFindings(
      this.#table,
      pathOfNode(this.#table, this.#resolver.node),
      url.slice(query + 1),
    )) {
      const anyOf = need === null ? null : needsOf(need, principal.kind);
      if (anyOf === null) {
        unreviewed = true;
        continue;
      }
      const names = anyOf.map((number) => this.#table.permissionNames[number] as string);
      if (names.length > 0 && !names.some(holds)) needed.push(...names);
    }
    return { queryNeeds: [...new Set(needed)], queryUnreviewed: unreviewed };
  }

  #role(handle: Handle, operation: number, principal: Principal): RolePart {
    const outcome = OUTCOMES[partOf(handle, 3)] as Outcome;
    const nothing = { accepted: [], determining: [], alternatives: [], list: '', sources: [] } as const;
    if (operation < 0 || principal.kind < 0) return { outcome, reason: null, ...nothing };
    const column = principal.kind === 2 ? OPERATION.applicationRole : OPERATION.delegatedRole;
    const need = this.#table.operations[operation * OPERATION.halfWords + column] as number;
    if (need === 0 || principal.kind === 1) return { outcome, reason: 'not-stated', ...nothing };
    const at = need * roleNeedWords(this.#table.roleWords);
    const flags = this.#table.roleNeeds[at] as number;
    if ((flags & ROLE_FLAG.none) !== 0) return { outcome, reason: null, ...nothing };
    const inMask = (mask: (word: number) => number): { readonly id: string; readonly name: string }[] =>
      this.#details.roles
        .filter((_, number) => (mask(number >>> 5) & (1 << (number & 31))) !== 0)
        .map(({ id, name }) => ({ id, name }));
    const statement = this.#roleStatement(operation, principal.kind);
    const accepted = inMask((word) => this.#table.roleNeeds[at + 1 + word] as number);
    const part = {
      outcome,
      accepted: orderLike(accepted, statement?.roles ?? []),
      determining: inMask(
        (word) => (this.#table.roleNeeds[at + 1 + word] as number) & (principal.roles[word] as number),
      ),
      alternatives: statement?.alternatives ?? [],
      list: statement?.list ?? '',
      sources: statement?.sources ?? [],
    } as const;
    if (outcome === 'allow' || outcome === 'not-checked') return { ...part, reason: null };
    if (principal.rolesState === ROLES.absent) return { ...part, reason: 'claim-absent' };
    if (outcome === 'deny') return { ...part, reason: 'not-listed' };
    return { ...part, reason: (flags & ROLE_FLAG.alternative) !== 0 ? 'outside-wids' : 'other-privileged-role' };
  }

  #roleStatement(operation: number, kind: number): KnowledgeDetails['roleStatements'][number] | undefined {
    for (const entry of this.#noteEntries(operation)) {
      if (((entry >>> 20) & 15) === NOTE.source && ((entry >>> 24) & (1 << kind)) !== 0) {
        return this.#details.roleStatements[entry & 0xfffff];
      }
    }
    return undefined;
  }

  #policy(handle: Handle, principal: Principal): PolicyPart {
    const outcome = OUTCOMES[partOf(handle, 4)] as Outcome;
    if (outcome === 'not-checked') return { outcome, reason: null };
    const restriction = this.#decider.lastRestriction;
    if (outcome === 'allow') return { outcome, reason: restriction === 'owned' ? 'creation' : 'own-data' };
    if (restriction === 'none' || (principal.kind === 2 && restriction === 'own'))
      return { outcome, reason: 'resource-policy' };
    return { outcome, reason: restriction === 'owned' ? 'owned-only' : 'own-data-only' };
  }

  #notes(operation: number, kind: number): Pick<Decision, 'corrections' | 'contested'> {
    const corrections: { id: string; source: string }[] = [];
    const contested: { id: string; sources: readonly string[] }[] = [];
    if (operation < 0) return { corrections, contested };
    for (const entry of this.#noteEntries(operation)) {
      if (kind >= 0 && ((entry >>> 24) & (1 << kind)) === 0) continue;
      const number = entry & 0xfffff;
      const note = (entry >>> 20) & 15;
      if (note === NOTE.correction) {
        const correction = this.#details.corrections[number];
        if (correction) corrections.push({ id: correction.id, source: correction.source });
      } else if (note === NOTE.contested) {
        const point = this.#details.contested[number];
        if (point) contested.push({ id: point.id, sources: point.sources });
      }
    }
    return { corrections, contested };
  }

  #noteEntries(operation: number): Int32Array {
    const note = this.#table.operations[operation * OPERATION.halfWords + OPERATION.note] as number;
    return this.#table.notes.subarray(this.#table.notes[note] as number, this.#table.notes[note + 1] as number);
  }
}

/** The accepted permissions that are flagged as least privileged. */
function leastOf(accepted: readonly AcceptedPermission[]): readonly string[] {
  return accepted.filter((entry) => entry.least).map((entry) => entry.permission);
}

function orderLike<Item extends { readonly name: string }>(
  items: readonly Item[],
  names: readonly string[],
): readonly Item[] {
  const place = (item: Item): number => (names.indexOf(item.name) + names.length + 1) % (names.length + 1);
  return [...items].sort((a, b) => place(a) - place(b));
}
