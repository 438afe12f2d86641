import { createEngine, type Engine } from '../src/engine.ts';
import type { KnowledgeDetails } from '../src/knowledge.ts';
import type { Compiled, CompiledNode, CompiledRoleNeed, CompiledRule } from '../src/table/compiled.ts';
import { imageOf } from '../src/table/image.ts';
import { METHODS, type Method } from '../src/table/layout.ts';
import { openTable, type QueryNeed, type Table } from '../src/table/table.ts';

/** What one operation of a small table accepts of one kind, with permissions by name. For tests only. */
export interface SmallRule {
  readonly flags?: number;
  readonly alone?: readonly string[];
  readonly doubtful?: readonly string[];
  readonly pairs?: readonly (readonly [string, readonly string[]])[];
  readonly least?: readonly string[];
}

/** One operation of a small table. For tests only. */
export interface SmallOperation {
  readonly delegated?: SmallRule;
  readonly personal?: SmallRule;
  readonly application?: SmallRule;
  readonly delegatedRole?: SmallRoleNeed;
  readonly applicationRole?: SmallRoleNeed;
  /** Versions, clouds, days since 1970 of its end, detail. */
  readonly fact?: readonly [number, number, number, number];
  readonly note?: readonly number[];
  readonly marks?: number;
}

/** Roles by number. For tests only. */
export interface SmallRoleNeed {
  readonly flags?: number;
  readonly roles?: readonly number[];
  readonly partial?: readonly number[];
}

/** A table small enough to read. Operations are written `GET /users/{}/messages`. For tests only. */
export interface SmallTable {
  readonly operations: Readonly<Record<string, SmallOperation>>;
  /** Marks of permissions by name; all others have none. */
  readonly permissionMarks?: Readonly<Record<string, number>>;
  readonly roleIds?: readonly string[];
  readonly privilegedRoles?: readonly number[];
  readonly queryNeeds?: readonly QueryNeed[];
}

const CLOUDS = [
  ['global', 'graph.microsoft.com', 'login.microsoftonline.com', 'https://sts.windows.net/{tid}/'],
  ['usgov-l4', 'graph.microsoft.us', 'login.microsoftonline.us', 'https://sts.windows.net/{tid}/'],
  ['china', 'microsoftgraph.chinacloudapi.cn', 'login.chinacloudapi.cn', 'https://sts.chinacloudapi.cn/{tid}/'],
] as const;

interface PathNode {
  readonly literals: Map<string, PathNode>;
  readonly mixed: Map<string, PathNode>;
  parameter: PathNode | null;
  readonly operations: Map<Method, SmallOperation>;
}

/** Compiles a small table. For tests only. */
export function compileSmall(small: SmallTable): Compiled {
  const root = pathNode();
  const words = new Set(['']);
  for (const [request, operation] of Object.entries(small.operations)) {
    const [method, path] = request.split(' ') as [Method, string];
    let node = root;
    for (const segment of path.slice(1).split('/')) {
      if (segment !== '{}') for (const piece of segment.split('{}')) words.add(piece);
      node = childOf(node, segment);
    }
    node.operations.set(method, operation);
  }
  const sortedWords = [...words].sort((a, b) => compare(a.toLowerCase(), b.toLowerCase()));
  const names = [...new Set(Object.values(small.operations).flatMap(namesOf))].sort(compare);
  const numbers = new Numbers(names);
  const patterns = new Map<string, number>();
  const convert = (node: PathNode): CompiledNode => {
    const found = METHODS.filter((method) => node.operations.has(method));
    const template =
      found.length === 0
        ? null
        : {
            methods: found.reduce((mask, method) => mask | (1 << METHODS.indexOf(method)), 0),
            operations: found.map((method) => numbers.record(node.operations.get(method) as SmallOperation)),
          };
    const literals = [...node.literals]
      .map(([word, child]) => [sortedWords.indexOf(word), child] as const)
      .sort(([a], [b]) => a - b)
      .map(([word, child]) => [word, convert(child)] as const);
    // Longer names first, as the compiler orders them: `get(a={},b={})` is more specific than `get(a={})`.
    const mixed = [...node.mixed]
      .sort(([a], [b]) => literalLength(b) - literalLength(a))
      .map(([text, child]) => {
        if (!patterns.has(text)) patterns.set(text, patterns.size);
        return [patterns.get(text) as number, convert(child)] as const;
      });
    return { literals, mixed, parameter: node.parameter === null ? null : convert(node.parameter), template };
  };
  const tree = convert(root);
  const privileged = [0];
  for (const role of small.privilegedRoles ?? []) privileged[0] = (privileged[0] as number) | (1 << role);
  return {
    meta: JSON.stringify({
      version: 'small',
      clouds: CLOUDS.map(([id, graphHost, login, issuer]) => ({
        id,
        name: id,
        graphHost,
        loginHosts: [login],
        issuerV1: issuer,
        issuerV2: `https://${login}/{tid}/v2.0`,
        audiences: ['00000003-0000-0000-c000-000000000000', `https://${graphHost}`],
        entraPortal: '',
      })),
      queryNeeds: small.queryNeeds ?? [],
      privilegedRoles: privileged,
      noRoles: [0],
    }),
    permissionNames: names,
    permissionMarks: names.map((name) => small.permissionMarks?.[name] ?? 0),
    roleIds: small.roleIds ?? ['r0', 'r1', 'r2', 'r3'],
    words: sortedWords,
    patterns: [...patterns.keys()].map((text) => text.split('{}').map((piece) => sortedWords.indexOf(piece))),
    root: tree,
    rules: numbers.rules,
    roleNeeds: numbers.roleNeeds,
    facts: numbers.facts,
    notes: numbers.notes,
  };
}

/** Opens a small table. For tests only. */
export function smallTable(small: SmallTable): Table {
  return openTable(imageOf(compileSmall(small)));
}

/** Details that go with a small table. For tests only. */
export const SMALL_DETAILS: KnowledgeDetails = {
  version: 'small',
  sources: [],
  permissions: {},
  roles: ['r0', 'r1', 'r2', 'r3'].map((id) => ({ id, name: id, privileged: false, noRole: false, aliases: [] })),
  corrections: [],
  contested: [],
  roleStatements: [],
  operationFacts: [],
} as unknown as KnowledgeDetails;

/** An engine with a small table. For tests only. */
export function smallEngine(small: SmallTable, details: Partial<KnowledgeDetails> = {}): Engine {
  return createEngine(smallTable(small), { ...SMALL_DETAILS, ...details });
}

/** Gives out the numbers that an operation's record holds, each thing once, in the order of first use. */
class Numbers {
  readonly rules: CompiledRule[] = [{ flags: 0, alone: [], doubtful: [], pairs: [], least: [] }];
  readonly roleNeeds: CompiledRoleNeed[] = [{ flags: 0, roles: [], partial: [] }];
  readonly facts: (readonly number[])[] = [[0, 0, 0, 0]];
  readonly notes: (readonly number[])[] = [[]];
  readonly #names: readonly string[];

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  record(operation: SmallOperation): readonly number[] {
    return [
      this.#rule(operation.delegated),
      this.#rule(operation.personal),
      this.#rule(operation.application),
      this.#roleNeed(operation.delegatedRole),
      this.#roleNeed(operation.applicationRole),
      numberOf(this.facts, operation.fact ?? [0, 0, 0, 0]),
      numberOf(this.notes, operation.note ?? []),
      operation.marks ?? 0,
    ];
  }

  #rule(rule: SmallRule = {}): number {
    return numberOf(this.rules, {
      flags: rule.flags ?? 0,
      alone: this.#permissions(rule.alone),
      doubtful: this.#permissions(rule.doubtful),
      pairs: (rule.pairs ?? [])
        .map(([name, partners]) => [this.#names.indexOf(name), this.#permissions(partners)] as const)
        .sort(([a], [b]) => a - b),
      least: this.#permissions(rule.least),
    });
  }

  #roleNeed(need: SmallRoleNeed = {}): number {
    return numberOf(this.roleNeeds, { flags: need.flags ?? 0, roles: need.roles ?? [], partial: need.partial ?? [] });
  }

  #permissions(names: readonly string[] = []): readonly number[] {
    return [...new Set(names)].map((name) => this.#names.indexOf(name)).sort((a, b) => a - b);
  }
}

function numberOf<Item>(items: Item[], item: Item): number {
  const text = JSON.stringify(item);
  const known = items.findIndex((other) => JSON.stringify(other) === text);
  return known < 0 ? items.push(item) - 1 : known;
}

function namesOf(operation: SmallOperation): readonly string[] {
  return [operation.delegated, operation.personal, operation.application].flatMap((rule) => [
    ...(rule?.alone ?? []),
    ...(rule?.doubtful ?? []),
    ...(rule?.pairs ?? []).flatMap(([name, partners]) => [name, ...partners]),
    ...(rule?.least ?? []),
  ]);
}

function childOf(node: PathNode, segment: string): PathNode {
  if (segment === '{}') return (node.parameter ??= pathNode());
  const children = segment.includes('{}') ? node.mixed : node.literals;
  const known = children.get(segment);
  if (known !== undefined) return known;
  const made = pathNode();
  children.set(segment, made);
  return made;
}

function literalLength(pattern: string): number {
  return pattern.replaceAll('{}', '').length;
}

function pathNode(): PathNode {
  return { literals: new Map(), mixed: new Map(), parameter: null, operations: new Map() };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
