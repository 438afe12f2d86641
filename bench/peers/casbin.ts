import { newEnforcer, newModelFromString, type Enforcer } from 'casbin';
import type { BenchToken } from '../requests.ts';
import { escaped, holdingsOf, pathOf, type Peer, type Policy } from './peer.ts';

const MODEL = `
[request_definition]
r = sub, obj
[policy_definition]
p = list, obj
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = MATCH && holds(r.sub, p.list)
`;

/**
 * casbin with one enforcer for each method and kind, and one policy for each template that has them.
 *
 * @param matching Whether it matches paths itself, by regular expressions; otherwise it is given the template.
 */
export async function casbinPeer(policy: Policy, tokens: readonly BenchToken[], matching: boolean): Promise<Peer> {
  const model = MODEL.replace('MATCH', matching ? 'keyMatch3(r.obj, p.obj)' : 'r.obj == p.obj');
  const lists: (readonly string[])[] = [];
  const rows = new Map<string, string[][]>();
  for (const { template, method, kind, accepted } of policy.cells) {
    const route = matching
      ? (policy.templates[template] as string).split('{}').map(escaped).join('{id}')
      : String(template);
    const own = rows.get(`${method} ${kind}`) ?? [];
    rows.set(`${method} ${kind}`, own);
    own.push([String(lists.push(accepted) - 1), route]);
  }
  const enforcers = new Map<string, Enforcer>();
  for (const [id, policies] of rows) {
    const enforcer = await newEnforcer(newModelFromString(model));
    await enforcer.addFunction('holds', (held: unknown, list: unknown) =>
      (lists[Number(list)] as readonly string[]).some((name) => (held as ReadonlySet<string>).has(name)),
    );
    await enforcer.addPolicies(policies);
    enforcers.set(id, enforcer);
  }
  const held = holdingsOf(policy, tokens).map((names) => new Set(names));
  return {
    name: matching ? 'casbin, an enforcer per method and kind' : 'casbin, the template given',
    note: matching ? 'any fitting template decides, not the most specific' : 'an enforcer per method and kind',
    every: 1250,
    gives: 'allow',
    answer: ({ method, url, token, template }) => {
      const enforcer = enforcers.get(`${method} ${(tokens[token] as BenchToken).kind}`);
      return enforcer !== undefined && enforcer.enforceSync(held[token], matching ? pathOf(url) : String(template))
        ? 1
        : 0;
    },
  };
}
