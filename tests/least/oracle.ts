import { operationOf, partOf, type Engine, type TokenKind } from '@why403/engine';

/** One operation with a URL that is certainly for it. */
export interface SampleOperation {
  readonly index: number;
  readonly method: string;
  readonly url: string;
}

/** What exhaustive search found. */
export interface OracleAnswer {
  readonly excess: number;
  readonly count: number;
  /** Every best set, each sorted and joined by spaces, sorted. */
  readonly sets: readonly string[];
  /** Places of the requests that nothing covers. */
  readonly uncovered: readonly number[];
}

const ALLOW = 1;
const UNKNOWN = 2;
const PERMISSION = 2;
const POLICY = 4;

/**
 * A second, naive solver. It knows the engine by its decisions alone: it asks what each permission lets through, tries
 * every choice of one alternative per request, and counts privilege operation by operation. It shares no code with
 * `packages/engine/src/least`.
 */
export class Oracle {
  readonly operations: readonly SampleOperation[];
  readonly #engine: Engine;
  readonly #kind: TokenKind;
  /** Operations by permission that lets them through alone. */
  readonly #opened = new Map<string, readonly number[]>();
  /** Pairs: permission, partner, operation. */
  readonly #pairs: readonly (readonly [string, string, number])[];
  readonly #privilege: Uint16Array;
  /** What privilege on each operation counts: 1 where it reads, 1000 where it changes something. */
  readonly #weight: Uint16Array;

  constructor(engine: Engine, kind: TokenKind) {
    this.#engine = engine;
    this.#kind = kind;
    const nobody = engine.prepare({ kind, permissions: [] });
    this.operations = [...engine.operations(0)].map(({ index, method, path }) => {
      const url = path.replaceAll('{id}', 'a1').replaceAll('{value}', 'b2');
      const found = operationOf(engine.decide(method, url, nobody, 0));
      if (found !== index) throw new Error(`\`${method} ${url}\` is operation ${found}, not ${index}`);
      return { index, method, url };
    });
    this.#privilege = new Uint16Array(this.operations.length);
    this.#weight = Uint16Array.from(this.operations, ({ index, method }) => {
      const kinds = engine.requirementsOf(index);
      const firm = kinds.flatMap(({ accepted }) => accepted).filter((each) => !each.doubtful && each.with.length === 0);
      const isRead = firm.some(({ permission }) => permission.split('.').some((part) => /^Read(Basic)?$/.test(part)));
      return method === 'GET' || (method === 'POST' && isRead) ? 1 : 1000;
    });
    const exists = this.operations.filter(
      ({ method, url }) => engine.describe(method, url, nobody, 0).parts.operation.outcome !== 'deny',
    );
    const alone = new Map<string, readonly number[]>();
    for (const permission of engine.table.permissionNames) {
      const holder = engine.prepare({ kind, permissions: [permission] });
      alone.set(
        permission,
        exists
          .filter(({ method, url }) => partOf(engine.decide(method, url, holder, 0), PERMISSION) === ALLOW)
          .map(({ index }) => index),
      );
    }
    const pairs = exists.flatMap(({ index, method, url }) =>
      this.#accepted(method, url).flatMap(({ permission, with: partners }) =>
        partners.map((partner) => [permission, partner, index] as const),
      ),
    );
    this.#pairs = pairs.flatMap(([permission, partner, index]) =>
      [permission, ...this.#wider(permission)]
        .filter((each) => each !== partner)
        .map((each) => [each, partner, index] as const),
    );
    const narrower = new Map<string, string[]>();
    for (const permission of engine.table.permissionNames) {
      for (const wider of this.#wider(permission)) {
        narrower.set(wider, [...(narrower.get(wider) ?? []), permission]);
      }
    }
    for (const [permission, own] of alone) {
      const more = (narrower.get(permission) ?? []).flatMap((other) => alone.get(other) ?? []);
      this.#opened.set(permission, [...new Set([...own, ...more])]);
    }
  }

  /** Permissions of the kind that include another by their names. */
  #wider(permission: string): readonly string[] {
    const [resource = '', verb = '', ...scope] = permission.split('.');
    const verbs = { ReadBasic: 'ReadBasic|Read|ReadWrite', Read: 'Read|ReadWrite', ReadWrite: 'ReadWrite' }[verb];
    const last = { Manage: 'Manage|FullControl', FullControl: 'FullControl' }[verb];
    if (verbs === undefined && last === undefined) return [];
    const parents = [resource];
    if (/^(User|Group|GroupMember|Application|Device|OrgContact|Organization|Domain)$/.test(resource)) {
      parents.push('Directory');
    }
    if (resource === 'Files') parents.push('Sites');
    const own = scope.join('.').replaceAll('.', '\\.');
    const pattern = new RegExp(
      `^(${parents.join('|')})\\.(${last ?? `${verbs}|Manage|FullControl`})(${own === '' ? '' : `\\.${own}`}|\\.All)$`,
    );
    return this.#engine.table.permissionNames.filter((name) => name !== permission && pattern.test(name));
  }

  #accepted(method: string, url: string): readonly { readonly permission: string; readonly with: readonly string[] }[] {
    const needs = this.#engine.requirements(method, url)?.find(({ kind }) => kind === this.#kind);
    return (needs?.accepted ?? []).filter((entry) => !entry.doubtful);
  }

  #privilegeOf(permission: string): number {
    const level = this.#engine.details.permissions[permission]?.[this.#kind]?.privilegeLevel ?? 5;
    const isOwn =
      this.#kind !== 'application' &&
      !/\.(All|Shared|Directory|Hidden|OwnedBy|CreatedByApp|ManagedBy|IdentityParentedBy)$/.test(permission) &&
      !/^(Directory|Policy|RoleManagement)/.test(permission);
    return (2 * level - (permission.split('.')[1] === 'ReadBasic' ? 1 : 0)) * (isOwn ? 1 : 100);
  }

  /** Whether a permission is for a part of what the operation is for, of those that do not say so by their decision. */
  #isPartial(permission: string, url: string): boolean {
    if (permission.startsWith('AgentIdUser.') || permission.endsWith('.CrossCloud')) return true;
    if (/ReadWriteSelfFor|ReadWriteNonOwner/.test(permission)) return true;
    if (/^AgentIdentity.*\.(EnableDisable|UpdateBranding|AddRemove|UpdateAuth)/.test(permission)) return true;
    if (permission.startsWith('DeviceManagement')) {
      return ['/users', '/users/a1', '/organization', '/organization/a1'].includes(url);
    }
    if (url === '/users/a1') return /^User(-|\.EnableDisableAccount|\.ManageIdentities)/.test(permission);
    return (
      ['/groups', '/groups/a1', '/groups/delta'].includes(url) &&
      /^Group(-Nesting|-PreferredDataLocation|-XTenant|\.ManageProtection)/.test(permission)
    );
  }

  #hasId(permission: string): boolean {
    const kinds = this.#engine.details.permissions[permission];
    const grant = this.#kind === 'application' ? kinds?.application : kinds?.delegated;
    return typeof grant?.id === 'string';
  }

  /** The usable alternatives of a request, of the best tier that there is; empty when there is none. */
  alternatives(method: string, url: string): readonly (readonly string[])[] {
    const tiers: (readonly string[])[][] = [[], [], [], []];
    const all = this.#accepted(method, url).flatMap(({ permission, with: partners }) =>
      partners.length === 0 ? [[permission]] : partners.map((partner) => [permission, partner]),
    );
    for (const names of all) {
      const holder = this.#engine.prepare({ kind: this.#kind, permissions: names });
      const handle = this.#engine.decide(method, url, holder, 0);
      if (partOf(handle, PERMISSION) !== ALLOW) continue;
      const { reason } = this.#engine.describe(method, url, holder, 0).parts.policy;
      const narrow = partOf(handle, POLICY) === UNKNOWN && (reason === 'owned-only' || reason === 'own-data-only');
      const partial = this.#isPartial(names[0] as string, url);
      tiers[names.some((name) => !this.#hasId(name)) ? 3 : narrow ? 2 : partial ? 1 : 0]?.push(names);
    }
    return tiers.find((tier) => tier.length > 0) ?? [];
  }

  /** Privilege beyond what was asked for. */
  excess(set: ReadonlySet<string>, asked: ReadonlyMap<number, number>): number {
    const privilege = this.#privilege;
    const touched: number[] = [];
    const raise = (operation: number, to: number): void => {
      if (privilege[operation] === 0) touched.push(operation);
      if (to > (privilege[operation] as number)) privilege[operation] = to;
    };
    for (const name of set) {
      for (const operation of this.#opened.get(name) ?? []) raise(operation, this.#privilegeOf(name));
    }
    for (const [name, partner, operation] of this.#pairs) {
      if (set.has(name) && set.has(partner)) raise(operation, this.#privilegeOf(name));
    }
    let excess = 0;
    for (const operation of touched) {
      const more = Math.max(0, (privilege[operation] as number) - (asked.get(operation) ?? 0));
      excess += (this.#weight[operation] as number) * more;
      privilege[operation] = 0;
    }
    return excess;
  }

  /** Tries every choice; `null` when there are more than `most`. */
  solve(requests: readonly SampleOperation[], most: number): OracleAnswer | null {
    const alternatives = requests.map(({ method, url }) => this.alternatives(method, url));
    const uncovered = alternatives.flatMap((list, index) => (list.length === 0 ? [index] : []));
    const asked = new Map<number, number>();
    for (const [index, list] of alternatives.entries()) {
      if (list.length === 0) continue;
      const operation = (requests[index] as SampleOperation).index;
      asked.set(operation, Math.min(...list.map(([permission]) => this.#privilegeOf(permission as string))));
    }
    let choices = new Set<string>(['']);
    for (const list of alternatives) {
      if (list.length === 0) continue;
      const next = new Set<string>();
      for (const choice of choices) {
        for (const names of list)
          next.add([...new Set([...choice.split(' ').filter(Boolean), ...names])].sort().join(' '));
      }
      if (next.size > most) return null;
      choices = next;
    }
    let best = { excess: Infinity, count: Infinity, sets: [] as string[] };
    for (const choice of choices) {
      const set = new Set(choice.split(' ').filter(Boolean));
      const excess = this.excess(set, asked);
      if (excess < best.excess || (excess === best.excess && set.size < best.count)) {
        best = { excess, count: set.size, sets: [choice] };
      } else if (excess === best.excess && set.size === best.count) best.sets.push(choice);
    }
    return { ...best, sets: best.sets.sort(), uncovered };
  }
}

/** Random numbers from a seed, 0 to 1, so that a failing run can be repeated. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
