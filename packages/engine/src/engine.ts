import { Decider, type Handle } from './decide/decide.ts';
import type { AcceptedPermission, Decision, OperationView, RequestView, RolePart } from './decide/decision.ts';
import { Describer } from './decide/describe.ts';
import { prepareCaller, preparePrincipal, type BareCaller, type Principal } from './decide/principal.ts';
import { permissionNumber } from './decide/permission-set.ts';
import type { Contested, Correction, KnowledgeDetails } from './knowledge.ts';
import { Resolver } from './request/resolve.ts';
import { OPERATION } from './table/layout.ts';
import { isEmptyRule, readRule, ruleOf, type Rule } from './table/rule.ts';
import { operationsOf, pathOfNode, type Table } from './table/table.ts';
import { TOKEN_KINDS, type TokenFacts, type TokenKind } from './token/facts.ts';

/** What an operation accepts of one kind of token. */
export interface KindRequirements {
  readonly kind: TokenKind;
  /** Accepted permissions, least privileged first; empty when the kind is not supported or refused. */
  readonly accepted: readonly AcceptedPermission[];
  readonly support: 'supported' | 'not-supported' | 'refused' | 'not-stated';
  /** Another authority than the token's permissions can let the caller in. */
  readonly otherAuthority: boolean;
}

/**
 * Decides and explains requests to Microsoft Graph with one knowledge table.
 *
 * An engine is pure: its answers depend on the arguments and the knowledge alone. It does no I/O and reads no clock;
 * times are seconds since 1970, given by the caller.
 */
export interface Engine {
  readonly table: Table;
  readonly details: KnowledgeDetails;

  /**
   * Prepares a caller whose token was checked elsewhere, such as in a gateway. Prepare once, decide many times.
   *
   * This does NOT check the token: its part of the decisions is `not-checked`.
   */
  prepare(caller: BareCaller): Principal;

  /** Prepares a caller from the facts about a token, whose audience, lifetime and cloud then count. */
  principal(facts: TokenFacts): Principal;

  /**
   * Decides one request. The answer is one number; read it with `wholeOf` and `partOf`, or expand it with
   * {@link Engine.describe}. Allocates nothing for URLs spelled as the table spells them.
   *
   * This does check permissions that are sufficient only together, and the needs of `$select`, `$filter` and
   * `$expand` that were reviewed.
   *
   * This does NOT check the token's signature, licences, Conditional Access, or per-object rules: `allow` means that
   * the rule lets the request through, not that Microsoft Graph answers 200.
   */
  decide(method: string, url: string, principal: Principal, now: number): Handle;

  /** Decides one request and says what the decision rests on. A denial is returned, never thrown. */
  describe(method: string, url: string, principal: Principal, now: number): Decision;

  /** What the table knows about a request, whoever sends it. */
  request(method: string, url: string, now: number): RequestView;

  /** What an operation accepts, for each kind; `null` when the request is for none that is known. */
  requirements(method: string, url: string): readonly KindRequirements[] | null;

  /** What an operation accepts, by its number as {@link Engine.operations} gives it. */
  requirementsOf(operation: number): readonly KindRequirements[];

  /** Directory roles that an operation demands of a kind, as the knowledge states them. */
  roleNeed(method: string, url: string, kind: TokenKind): RolePart;

  /** Corrections and contested points that an operation's answers rest on, whatever the kind. */
  notes(
    method: string,
    url: string,
  ): {
    readonly corrections: readonly Correction[];
    readonly contested: readonly Contested[];
  };

  /** Operations that accept a permission of a kind, and whether it suffices alone. In the table's order. */
  acceptedBy(
    permission: string,
    kind: TokenKind,
  ): Generator<
    Pick<OperationView, 'method' | 'path'> & {
      readonly index: number;
      readonly accepts: 'alone' | 'with another' | 'uncertain';
    }
  >;

  /** All operations, in the table's order. */
  operations(now: number): Generator<OperationView & { readonly index: number }>;
}

/** Makes an engine. Engines share nothing, and nothing of an engine changes except its scratch space. */
export function createEngine(table: Table, details: KnowledgeDetails): Engine {
  const resolver = new Resolver(table);
  const decider = new Decider(table, resolver);
  const describer = new Describer(table, details, resolver, decider);
  const requirementsOf = (operation: number): readonly KindRequirements[] =>
    TOKEN_KINDS.map((kind, index) => {
      const rule = ruleOf(table, operation, index);
      const support = rule.refused
        ? 'refused'
        : isEmptyRule(rule)
          ? 'not-supported'
          : rule.unstated
            ? 'not-stated'
            : 'supported';
      return { kind, accepted: describer.accepted(rule), support, otherAuthority: rule.otherAuthority };
    });
  return {
    table,
    details,
    prepare: (caller) => prepareCaller(table, caller),
    principal: (facts) => preparePrincipal(table, facts),
    decide: (method, url, principal, now) => decider.decide(method, url, principal, now),
    describe: (method, url, principal, now) => describer.describe(method, url, principal, now),
    request: (method, url, now) => describer.request(method, url, now),
    requirements: (method, url) => {
      describer.request(method, url, 0);
      return resolver.operation < 0 ? null : requirementsOf(resolver.operation);
    },
    requirementsOf,
    roleNeed: (method, url, kind) =>
      describer.describe(method, url, prepareCaller(table, { kind, permissions: [] }), 0).parts.role,
    notes: (method, url) => {
      const { corrections, contested } = describer.describe(method, url, prepareCaller(table, ANYBODY), 0);
      const byId = <Item extends { readonly id: string }>(
        items: readonly Item[],
        ids: readonly { readonly id: string }[],
      ): readonly Item[] => ids.flatMap(({ id }) => items.find((item) => item.id === id) ?? []);
      return { corrections: byId(details.corrections, corrections), contested: byId(details.contested, contested) };
    },
    *acceptedBy(permission, kind) {
      const number = permissionNumber(table, permission);
      if (number < 0) return;
      const place = TOKEN_KINDS.indexOf(kind);
      const byRule = new Map<number, 'alone' | 'with another' | 'uncertain' | null>();
      for (const { index, node, method } of operationsOf(table)) {
        const rule = table.operations[index * OPERATION.halfWords + place] as number;
        let accepts = byRule.get(rule);
        if (accepts === undefined) byRule.set(rule, (accepts = acceptanceOf(readRule(table, rule), number)));
        if (accepts !== null) yield { index, method, path: pathOfNode(table, node), accepts };
      }
    },
    *operations(now) {
      for (const { index, node, method } of operationsOf(table)) {
        yield { index, ...describer.operation(index, node, method, now) };
      }
    },
  };
}

/** A caller of no kind, for questions that no kind matters to. */
const ANYBODY: BareCaller = { kind: null, permissions: [] };

function acceptanceOf(rule: Rule, number: number): 'alone' | 'with another' | 'uncertain' | null {
  if (rule.alone.includes(number)) return 'alone';
  if (rule.pairs.some(({ permission, anyOf }) => permission === number || anyOf.includes(number)))
    return 'with another';
  return rule.doubtful.includes(number) ? 'uncertain' : null;
}
