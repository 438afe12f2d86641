import { createMongoAbility, type MongoAbility } from '@casl/ability';
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { newEnforcer, newModelFromString, type Enforcer } from 'casbin';
import findMyWay from 'find-my-way';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { TrieRouter } from 'hono/router/trie-router';
import { addRoute, createRouter } from 'rou3';
import { compileRouter } from 'rou3/compiler';
import { KINDS, METHODS } from '../tests/oracle/reference.ts';
import { reference, routed, type Work } from './workload.ts';

/** One way to decide, or to match, all requests. */
export interface Peer {
  readonly name: string;
  /** What it is given for free, and what it leaves out. */
  readonly note: string;
  /** How many of the requests it is run on: slow ones get fewer. */
  readonly count: number;
  /** Template that it matches (`match`), or whether it lets the request through (`decide`). */
  readonly match?: (work: Work) => string | null;
  readonly decide?: (work: Work) => boolean;
}

const templates = reference.templates;
const isMixed = (segment: string): boolean => segment !== '{}' && segment.includes('{}');
const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Colons of drive paths mean something else to routers, so they are escaped on both sides. */
const uncolon = (path: string): string => (path.includes(':') ? path.replaceAll(':', '%3a') : path);

function paramPath(key: string): string {
  return uncolon(key)
    .split('/')
    .map((segment, index) => (segment === '{}' ? `:p${index}` : segment))
    .join('/');
}

function rou3Peer(): (work: Work) => string | null {
  const router = createRouter<string>();
  for (const key of templates) {
    const path = uncolon(key)
      .split('/')
      .map((segment, index) =>
        segment === '{}'
          ? `:p${index}`
          : isMixed(segment)
            ? `:p${index}(${segment.split('{}').map(escaped).join('.+')})`
            : segment,
      )
      .join('/');
    addRoute(router, 'GET', path, key);
  }
  const find = compileRouter(router);
  return ({ url }) => find('GET', uncolon(routed(url)))?.data ?? null;
}

function findMyWayPeer(): (work: Work) => string | null {
  const router = findMyWay({ caseSensitive: false, maxParamLength: 10_000 });
  for (const key of templates) {
    if (key.split('/').some(isMixed)) continue;
    try {
      router.on('GET', paramPath(key), () => undefined, key);
    } catch {
      // A template that it refuses counts as wrong where a request is for it.
    }
  }
  return ({ url }) => (router.find('GET', uncolon(routed(url)))?.store as string | undefined) ?? null;
}

function honoPeer(router: {
  add(method: string, path: string, handler: string): void;
  match(method: string, path: string): unknown;
}): (work: Work) => string | null {
  for (const key of templates) {
    if (key.split('/').some(isMixed)) continue;
    try {
      router.add('GET', paramPath(key), key);
    } catch {
      // As above.
    }
  }
  return ({ url }) => {
    const [handlers] = router.match('GET', uncolon(routed(url))) as [[[string, unknown]?]];
    return handlers[0]?.[0] ?? null;
  };
}

/** Cells as CASL rules: what one caller may do with a template. */
function abilityOf({ kind, permissions }: Work): MongoAbility {
  const held = new Set(permissions);
  const rules = reference.listings
    .filter(
      (listing) =>
        listing.kind === kind &&
        held.has(listing.permission) &&
        (listing.anyOf === null || listing.anyOf.some((name) => held.has(name))),
    )
    .map(({ method, path }) => ({ action: method, subject: templateOf(path) }));
  return createMongoAbility(rules);
}

function templateOf(path: string): string {
  return path
    .toLowerCase()
    .replaceAll(/\{[^}]*\}/g, '{}')
    .replaceAll(/['\s]/g, '');
}

function caslPeer(works: readonly Work[]): Map<Work, MongoAbility> {
  return new Map(works.map((work) => [work, abilityOf(work)]));
}

/** Permissions that a cell lists, by method, template and kind, with those that need another one left out. */
function acceptedByCell(): ReadonlyMap<string, readonly string[]> {
  const cells = new Map<string, string[]>();
  for (const { method, path, kind, permission } of reference.listings) {
    const cell = `${method} ${templateOf(path)} ${kind}`;
    const known = cells.get(cell);
    if (known) known.push(permission);
    else cells.set(cell, [permission]);
  }
  return cells;
}

function cedarPeer(): (work: Work) => boolean {
  const cells = acceptedByCell();
  const policy = 'permit(principal, action, resource) when { resource.accepted.containsAny(principal.held) };';
  const parsed = preparsePolicySet('graph', { staticPolicies: policy });
  if (parsed.type !== 'success') throw new Error('Cedar does not parse the policy');
  return ({ method, kind, permissions, answer }) => {
    const accepted = cells.get(`${method} ${answer.template} ${kind}`) ?? [];
    const result = statefulIsAuthorized({
      principal: { type: 'Caller', id: 'c' },
      action: { type: 'Action', id: method },
      resource: { type: 'Operation', id: 'o' },
      context: {},
      preparsedPolicySetId: 'graph',
      entities: [
        { uid: { type: 'Caller', id: 'c' }, attrs: { held: [...permissions] }, parents: [] },
        { uid: { type: 'Operation', id: 'o' }, attrs: { accepted: [...accepted] }, parents: [] },
      ],
    });
    return result.type === 'success' && result.response.decision === 'allow';
  };
}

async function casbinPeer(): Promise<(work: Work) => boolean> {
  const cells = acceptedByCell();
  const enforcers = new Map<string, Enforcer>();
  for (const method of METHODS) {
    for (const kind of KINDS) {
      const model = newModelFromString(`[request_definition]
r = held, obj
[policy_definition]
p = obj, cell
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = keyMatch3(r.obj, p.obj) && accepts(p.cell, r.held)`);
      const enforcer = await newEnforcer(model);
      await enforcer.addFunction('accepts', (cell: string, held: string) => {
        const names = held.split(' ');
        return (cells.get(cell) ?? []).some((name) => names.includes(name));
      });
      const rules = [...cells.keys()]
        .filter((cell) => cell.startsWith(`${method} `) && cell.endsWith(` ${kind}`))
        .map((cell) => [(cell.split(' ')[1] as string).replaceAll('{}', '{p}'), cell]);
      await enforcer.addPolicies(rules);
      enforcers.set(`${method} ${kind}`, enforcer);
    }
  }
  return ({ method, kind, permissions, url }) =>
    enforcers.get(`${method} ${kind}`)?.enforceSync(permissions.join(' '), routed(url)) ?? false;
}

/** The peers, prepared. Preparing is not measured. */
export async function peers(works: readonly Work[]): Promise<readonly Peer[]> {
  const rou3 = rou3Peer();
  const abilities = caslPeer(works.slice(0, 2000));
  const can = (work: Work, template: string | null): boolean =>
    template !== null && (abilities.get(work)?.can(work.method, template) ?? false);
  return [
    {
      name: 'rou3 compiled + CASL',
      note: 'ability of each caller cached',
      count: 2000,
      decide: (work) => can(work, rou3(work)),
    },
    {
      name: 'CASL alone',
      note: 'template given, ability cached',
      count: 2000,
      decide: (work) => can(work, work.answer.template),
    },
    {
      name: 'Cedar',
      note: 'template given, policy prepared, permissions as attributes',
      count: 2000,
      decide: cedarPeer(),
    },
    { name: 'casbin', note: 'an enforcer for each method and kind', count: 20, decide: await casbinPeer() },
    { name: 'rou3 compiled, matching', note: 'matching only', count: 20_000, match: rou3 },
    {
      name: 'find-my-way, matching',
      note: 'matching only; no templates with calls',
      count: 20_000,
      match: findMyWayPeer(),
    },
    {
      name: 'Hono TrieRouter, matching',
      note: 'matching only; no templates with calls',
      count: 5000,
      match: honoPeer(new TrieRouter<string>()),
    },
    {
      name: 'Hono RegExpRouter, matching',
      note: 'matching only; no templates with calls',
      count: 5000,
      match: honoPeer(new RegExpRouter<string>()),
    },
  ];
}
