import type { KnowledgeDetails } from '../src/knowledge.ts';
import type { Compiled, CompiledNode, CompiledRoleNeed, CompiledRule } from '../src/table/compiled.ts';
import { imageOf } from '../src/table/image.ts';
import { METHODS, type Method } from '../src/table/layout.ts';
import { openTable, type QueryNeed, type Table } from '../src/table/table.ts';

/** What an operation of a table made by hand accepts of one kind. */
export interface RuleSpec {
  readonly flags?: number;
  readonly alone?: readonly string[];
  readonly doubtful?: readonly string[];
  readonly pairs?: readonly (readonly [string, readonly string[]])[];
  readonly least?: readonly string[];
}

/** Directory roles that an operation of a table made by hand demands. */
export interface RoleSpec {
  readonly flags?: number;
  readonly roles?: readonly string[];
  readonly partial?: readonly string[];
}

/** One operation of a table made by hand. */
export interface OperationSpec {
  readonly method: Method;
  /** `{id}` is a parameter; a segment with `{value}` inside is a pattern; the rest is literal. */
  readonly path: string;
  readonly delegated?: RuleSpec;
  readonly personal?: RuleSpec;
  readonly application?: RuleSpec;
  readonly delegatedRole?: RoleSpec;
  readonly applicationRole?: RoleSpec;
  /** The four words of `FACT`. */
  readonly fact?: readonly [number, number, number, number];
  readonly note?: readonly number[];
  readonly marks?: number;
}

/** A table made by hand. */
export interface TableSpec {
  readonly operations: readonly OperationSpec[];
  /** Marks of permissions; those without an entry belong to all kinds. */
  readonly permissionMarks?: Readonly<Record<string, number>>;
  /** Role ids that are privileged. */
  readonly privileged?: readonly string[];
  readonly queryNeeds?: readonly (Omit<QueryNeed, 'anyOf'> & {
    readonly anyOf: readonly (readonly string[] | null)[];
  })[];
}

/** Three clouds, so that hosts and audiences can be told apart. */
export const CLOUDS = [
  cloud('global', 'graph.microsoft.com', 'login.microsoftonline.com', 'https://sts.windows.net/{tid}/'),
  cloud('usgov', 'graph.microsoft.us', 'login.microsoftonline.us', 'https://sts.windows.net/{tid}/'),
  cloud('china', 'microsoftgraph.chinacloudapi.cn', 'login.chinacloudapi.cn', 'https://sts.chinacloudapi.cn/{tid}/'),
] as const;

function cloud(id: string, graphHost: string, login: string, issuerV1: string): Record<string, string | string[]> {
  return {
    id,
    name: id,
    graphHost,
    loginHosts: [login],
    issuerV1,
    issuerV2: `https://${login}/{tid}/v2.0`,
    audiences: [`https://${graphHost}`, '00000003-0000-0000-c000-000000000000'],
    entraPortal: `https://entra.${id}.example`,
  };
}

/** Details that say nothing, for an engine on a table made by hand. */
export const NO_DETAILS: KnowledgeDetails = {
  version: 'made-by-hand',
  sources: [],
  corrections: [],
  contested: [],
  roles: [],
  permissions: {},
  roleStatements: [],
  operationFacts: [],
};

/** A table, open, of operations that are written `GET /a/{id}`. */
export function tableOf(...requests: readonly string[]): Table {
  const operations = requests.map((request) => {
    const [method, path] = request.split(' ') as [Method, string];
    return { method, path };
  });
  return openTable(imageOf(compiledOf({ operations })));
}

interface Branch {
  readonly literals: Map<string, Branch>;
  readonly mixed: Map<string, Branch>;
  parameter: Branch | null;
  readonly operations: Map<Method, OperationSpec>;
}

const branch = (): Branch => ({ literals: new Map(), mixed: new Map(), parameter: null, operations: new Map() });

/** Builds a table from a description, as the compiler does from the reviewed text. */
export function compiledOf(spec: TableSpec): Compiled {
  const root = branch();
  for (const operation of spec.operations) {
    let at = root;
    for (const segment of operation.path.split('/').slice(1)) at = below(at, segment);
    at.operations.set(operation.method, operation);
  }
  const pieces = new Set<string>();
  const patterns: string[] = [];
  gather(root, pieces, patterns);
  const words = [...pieces].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const wordId = new Map(words.map((word, id) => [word, id]));
  const names = permissionsOf(spec);
  const roles = rolesOf(spec);
  const numbers = new Numbers(names, roles);
  const node = (from: Branch): CompiledNode => {
    const methods = METHODS.filter((method) => from.operations.has(method));
    const template =
      methods.length === 0
        ? null
        : {
            methods: methods.reduce((bits, method) => bits | (1 << METHODS.indexOf(method)), 0),
            operations: methods.map((method) => numbers.record(from.operations.get(method) as OperationSpec)),
          };
    const literals = [...from.literals]
      .map(([word, child]) => [wordId.get(word) as number, child] as const)
      .sort(([a], [b]) => a - b)
      .map(([word, child]) => [word, node(child)] as const);
    const mixed = [...from.mixed].map(([text, child]) => [patterns.indexOf(text), node(child)] as const);
    return { template, literals, mixed, parameter: from.parameter === null ? null : node(from.parameter) };
  };
  const tree = node(root);
  return {
    meta: JSON.stringify({
      version: 'made-by-hand',
      clouds: CLOUDS,
      queryNeeds: (spec.queryNeeds ?? []).map((need) => ({
        ...need,
        anyOf: need.anyOf.map((list) => list?.map((name) => names.indexOf(name)) ?? null),
      })),
      privilegedRoles: bitsOf(spec.privileged ?? [], roles),
      noRoles: bitsOf([], roles),
    }),
    permissionNames: names,
    permissionMarks: names.map((name) => spec.permissionMarks?.[name] ?? 7),
    roleIds: roles,
    words,
    patterns: patterns.map((text) => text.split('{value}').map((piece) => wordId.get(piece) as number)),
    root: tree,
    rules: numbers.rules,
    roleNeeds: numbers.roleNeeds,
    facts: numbers.facts,
    notes: numbers.notes,
  };
}

function below(at: Branch, segment: string): Branch {
  if (segment === '{id}') return (at.parameter ??= branch());
  const children = segment.includes('{value}') ? at.mixed : at.literals;
  const child = children.get(segment) ?? branch();
  children.set(segment, child);
  return child;
}

function gather(at: Branch, pieces: Set<string>, patterns: string[]): void {
  for (const [word, child] of at.literals) {
    pieces.add(word);
    gather(child, pieces, patterns);
  }
  for (const [text, child] of at.mixed) {
    for (const piece of text.split('{value}')) pieces.add(piece);
    if (!patterns.includes(text)) patterns.push(text);
    gather(child, pieces, patterns);
  }
  if (at.parameter !== null) gather(at.parameter, pieces, patterns);
}

function permissionsOf(spec: TableSpec): readonly string[] {
  const names = new Set(Object.keys(spec.permissionMarks ?? {}));
  for (const operation of spec.operations) {
    for (const rule of [operation.delegated, operation.personal, operation.application]) {
      for (const name of [...(rule?.alone ?? []), ...(rule?.doubtful ?? []), ...(rule?.pairs ?? []).flat(2)]) {
        names.add(name);
      }
    }
  }
  for (const need of spec.queryNeeds ?? [])
    for (const list of need.anyOf) for (const name of list ?? []) names.add(name);
  return [...names].sort();
}

function rolesOf(spec: TableSpec): readonly string[] {
  const ids = new Set(spec.privileged ?? []);
  for (const operation of spec.operations) {
    for (const need of [operation.delegatedRole, operation.applicationRole]) {
      for (const id of [...(need?.roles ?? []), ...(need?.partial ?? [])]) ids.add(id);
    }
  }
  return [...ids].sort();
}

function bitsOf(ids: readonly string[], all: readonly string[]): readonly number[] {
  const words = Array.from({ length: (all.length + 31) >>> 5 }, () => 0);
  for (const id of ids) {
    const number = all.indexOf(id);
    words[number >>> 5] = (words[number >>> 5] as number) | (1 << (number & 31));
  }
  return words;
}

/** Gives out numbers in the order of their first use, as the compact form wants them. */
class Numbers {
  readonly rules: CompiledRule[] = [{ flags: 0, alone: [], doubtful: [], pairs: [], least: [] }];
  readonly roleNeeds: CompiledRoleNeed[] = [{ flags: 0, roles: [], partial: [] }];
  readonly facts: (readonly number[])[] = [[0, 0, 0, 0]];
  readonly notes: (readonly number[])[] = [[]];
  readonly #names: readonly string[];
  readonly #roles: readonly string[];

  constructor(names: readonly string[], roles: readonly string[]) {
    this.#names = names;
    this.#roles = roles;
  }

  record(spec: OperationSpec): readonly number[] {
    return [
      this.#rule(spec.delegated),
      this.#rule(spec.personal),
      this.#rule(spec.application),
      this.#role(spec.delegatedRole),
      this.#role(spec.applicationRole),
      spec.fact === undefined ? 0 : placeOf(this.facts, spec.fact),
      spec.note === undefined ? 0 : placeOf(this.notes, spec.note),
      spec.marks ?? 0,
    ];
  }

  #rule(rule: RuleSpec | undefined): number {
    if (rule === undefined) return 0;
    const ids = (list: readonly string[] = []): readonly number[] => numbersIn(list, this.#names);
    return placeOf(this.rules, {
      flags: rule.flags ?? 0,
      alone: ids(rule.alone),
      doubtful: ids(rule.doubtful),
      pairs: (rule.pairs ?? [])
        .map(([first, others]) => [this.#names.indexOf(first), ids(others)] as const)
        .sort(([a], [b]) => a - b),
      least: ids(rule.least),
    });
  }

  #role(need: RoleSpec | undefined): number {
    if (need === undefined) return 0;
    return placeOf(this.roleNeeds, {
      flags: need.flags ?? 0,
      roles: numbersIn(need.roles ?? [], this.#roles),
      partial: numbersIn(need.partial ?? [], this.#roles),
    });
  }
}

function numbersIn(items: readonly string[], all: readonly string[]): readonly number[] {
  return [...new Set(items)].map((item) => all.indexOf(item)).sort((a, b) => a - b);
}

function placeOf<Item>(all: Item[], item: Item): number {
  const text = JSON.stringify(item);
  const known = all.findIndex((each) => JSON.stringify(each) === text);
  if (known >= 0) return known;
  all.push(item);
  return all.length - 1;
}
