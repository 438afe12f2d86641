import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { KINDS, METHODS } from '../../tests/oracle/reference.ts';
import type { BenchToken } from '../requests.ts';
import { holdingsOf, type Peer, type Policy } from './peer.ts';

type Attributes = Readonly<Record<string, readonly string[]>>;
const NOTHING: Attributes = {};

/** Cedar with one policy for each method and kind; what is accepted and held are sets in the entities' attributes. */
export function cedarPeer(policy: Policy, tokens: readonly BenchToken[]): Peer {
  const id = 'by-method-and-kind';
  const policies = METHODS.flatMap((method) =>
    KINDS.map(
      (kind) =>
        `permit(principal, action == Action::"${method}", resource) when { principal.kind == "${kind}" && ` +
        `resource has "${method} ${kind}" && principal.permissions.containsAny(resource["${method} ${kind}"]) };`,
    ),
  );
  prepare(id, policies);
  const attributes = policy.templates.map((): Record<string, readonly string[]> => ({}));
  for (const { template, method, kind, accepted } of policy.cells) {
    (attributes[template] as Record<string, readonly string[]>)[`${method} ${kind}`] = accepted;
  }
  const resources = policy.templates.map((_, place) => ({ type: 'Operation', id: String(place) }));
  const none = { type: 'Operation', id: 'none' };
  const callers = callersOf(policy, tokens);
  return {
    name: 'Cedar, policies prepared',
    note: 'template given free',
    every: 25,
    gives: 'allow',
    answer: ({ method, token, template }) => {
      const caller = callers[token] as (typeof callers)[number];
      const resource = resources[template] ?? none;
      return isAllowed(id, caller, method, resource, { ...(attributes[template] ?? NOTHING) });
    },
  };
}

/** Cedar that is given the list of the very cell, so that it only looks whether two sets meet. */
export function cedarCellPeer(policy: Policy, tokens: readonly BenchToken[]): Peer {
  const id = 'cell';
  prepare(id, ['permit(principal, action, resource) when { principal.permissions.containsAny(resource.accepted) };']);
  const cells = new Map<string, readonly string[]>();
  for (const { template, method, kind, accepted } of policy.cells) cells.set(`${template} ${method} ${kind}`, accepted);
  const callers = callersOf(policy, tokens);
  const resource = { type: 'Operation', id: 'o' };
  return {
    name: 'Cedar, the list of the cell given',
    note: 'template, method and kind looked up outside',
    every: 25,
    gives: 'allow',
    answer: ({ method, token, template }) => {
      const caller = callers[token] as (typeof callers)[number];
      const accepted = cells.get(`${template} ${method} ${caller.attrs.kind}`);
      if (accepted === undefined) return 0;
      return isAllowed(id, caller, method, resource, { accepted });
    },
  };
}

const ACTIONS = new Map(METHODS.map((method) => [method as string, { type: 'Action', id: method }]));

function prepare(id: string, policies: readonly string[]): void {
  const parsed = preparsePolicySet(id, { staticPolicies: policies.join('\n') });
  if (parsed.type === 'failure') throw new Error(parsed.errors.map(({ message }) => message).join('; '));
}

/** Asks Cedar with a prepared set of policies. 1: it allows. */
function isAllowed(policies: string, caller: Caller, method: string, resource: EntityId, attrs: Attributes): number {
  const answer = statefulIsAuthorized({
    principal: caller.uid,
    action: ACTIONS.get(method) as EntityId,
    resource,
    context: {},
    preparsedPolicySetId: policies,
    entities: [caller, { uid: resource, attrs: attrs as never, parents: [] }],
  });
  return answer.type === 'success' && answer.response.decision === 'allow' ? 1 : 0;
}

interface EntityId {
  readonly type: string;
  readonly id: string;
}

interface Caller {
  readonly uid: EntityId;
  readonly attrs: { kind: string; permissions: string[] };
  readonly parents: [];
}

function callersOf(policy: Policy, tokens: readonly BenchToken[]): readonly Caller[] {
  return holdingsOf(policy, tokens).map((permissions, number) => ({
    uid: { type: 'Caller', id: String(number) },
    attrs: { kind: (tokens[number] as BenchToken).kind, permissions: [...permissions] },
    parents: [],
  }));
}
