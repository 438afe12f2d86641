import { createMongoAbility, type MongoAbility } from '@casl/ability';
import type { BenchRequest, BenchToken } from '../requests.ts';
import { holdingsOf, pathOf, type Peer, type Policy } from './peer.ts';

/** Whether CASL's ability of a request's caller allows its method on a template. Abilities are built once per token. */
export type CaslCheck = (request: BenchRequest, template: number) => boolean;

export function caslCheck(policy: Policy, tokens: readonly BenchToken[]): CaslCheck {
  const opened = new Map<string, Map<string, string[]>>();
  for (const { template, method, kind, accepted } of policy.cells) {
    for (const name of accepted) {
      const byMethod = opened.get(`${kind} ${name}`) ?? new Map<string, string[]>();
      opened.set(`${kind} ${name}`, byMethod);
      byMethod.set(method, [...(byMethod.get(method) ?? []), String(template)]);
    }
  }
  const abilities = holdingsOf(policy, tokens).map((names, number): MongoAbility => {
    const byMethod = new Map<string, Set<string>>();
    for (const name of names) {
      for (const [method, templates] of opened.get(`${(tokens[number] as BenchToken).kind} ${name}`) ?? []) {
        const known = byMethod.get(method) ?? new Set();
        byMethod.set(method, known);
        for (const template of templates) known.add(template);
      }
    }
    return createMongoAbility([...byMethod].map(([action, subjects]) => ({ action, subject: [...subjects] })));
  });
  const names = policy.templates.map((_, place) => String(place));
  return ({ method, token }, template) =>
    template >= 0 && (abilities[token] as MongoAbility).can(method, names[template] as string);
}

export function caslPeer(check: CaslCheck): Peer {
  return {
    name: 'CASL, ability cached',
    note: 'template given free',
    every: 1,
    gives: 'allow',
    answer: (request) => (check(request, request.template) ? 1 : 0),
  };
}

/** The best combination of peers that answers correctly: a router for the path, CASL for the permission. */
export function combinedPeer(check: CaslCheck, find: (path: string) => number): Peer {
  return {
    name: 'rou3 compiled + CASL cached',
    note: 'best correct combination',
    every: 1,
    gives: 'allow',
    answer: (request) => (check(request, find(pathOf(request.url))) ? 1 : 0),
  };
}
