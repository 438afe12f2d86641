import type { KnowledgeModel, Method } from './model.ts';
import { sorted } from './order.ts';
import { compareProblems, didYouMean, type Problem } from './parse-problem.ts';
import type { Places } from './parse.ts';

/** What checking a model gives. Any error means that it must not be compiled. */
export interface ValidateResult {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** The rules that the compiler implements. */
const RULES: readonly string[] = [
  'application-on-me',
  'colliding-templates',
  'exchange-application-rbac',
  'least-privileged-list',
  'resource-specific-consent',
  'selected-permission',
];

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const VERSIONS: readonly string[] = ['v1.0', 'beta'];
const HOST = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;

/** What a check may look at, and how it reports. */
interface Check {
  readonly model: KnowledgeModel;
  readonly names: Names;
  error(row: object, message: string, help?: string): void;
  warn(row: object, message: string, help?: string): void;
}

/** Everything that rows refer to by name. */
interface Names {
  readonly sources: ReadonlySet<string>;
  readonly permissions: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  readonly clouds: ReadonlySet<string>;
  readonly contested: ReadonlySet<string>;
  /** Shapes of the table's paths, with the methods that exist on each. */
  readonly table: ReadonlyMap<string, ReadonlySet<Method>>;
  /** The same with the operations that only their pages document. */
  readonly operations: ReadonlyMap<string, ReadonlySet<Method>>;
}

/** Every check, in the order of the files. */
const CHECKS: readonly ((check: Check) => void)[] = [
  checkSources,
  checkPermissions,
  checkAccepts,
  checkAlso,
  checkRoles,
  checkRoleRequirements,
  checkOperationFacts,
  checkClouds,
  checkPermissionCorrections,
  checkOperationCorrections,
  checkContested,
  checkRules,
  checkQueryNeeds,
  checkPolicies,
];

/**
 * Checks the references between the rows of a model, and what a single cell cannot tell.
 *
 * This does check names of permissions, kinds, roles, sources, clouds and contested points, paths that no operation has,
 * duplicate rows, ids, GUIDs and dates. This does NOT check that the facts are true.
 *
 * @param places Where the rows stand, as `parseSources` gives it; without it problems name no lines.
 */
export function validate(model: KnowledgeModel, places: Places = new Map()): ValidateResult {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const report =
    (list: Problem[]) =>
    (row: object, message: string, help = ''): void => {
      const place = places.get(row) ?? { file: 'model', line: 0 };
      list.push({ file: place.file, line: place.line, column: 0, message, help });
    };
  const check: Check = { model, names: collectNames(model), error: report(errors), warn: report(warnings) };
  for (const run of CHECKS) run(check);
  return { errors: sorted(errors, compareProblems), warnings: sorted(warnings, compareProblems) };
}

/**
 * The shape of a path template: templates of one shape match the same URLs. Letter case, names of parameters and quotes
 * do not count.
 */
export function templateShape(path: string): string {
  return path
    .toLowerCase()
    .replaceAll("'", '')
    .replaceAll(/\{[^}]*\}/g, '{}');
}

function collectNames(model: KnowledgeModel): Names {
  const table = new Map<string, Set<Method>>();
  const add = (to: Map<string, Set<Method>>, path: string, method: Method): void => {
    const shape = templateShape(path);
    const methods = to.get(shape) ?? new Set<Method>();
    methods.add(method);
    to.set(shape, methods);
  };
  for (const row of model.accepts) add(table, row.path, row.method);
  const operations = new Map([...table].map(([shape, methods]) => [shape, new Set(methods)]));
  for (const row of model.operationCorrections) {
    if (row.effect === 'documented') add(operations, row.path, row.method);
  }
  return {
    sources: new Set(model.sources.map((row) => row.id)),
    permissions: new Set(model.permissions.map((row) => row.permission)),
    kinds: new Set(model.permissions.map((row) => `${row.permission} ${row.kind}`)),
    roles: new Set(model.roles.filter((row) => row.type === 'role').map((row) => row.name)),
    clouds: new Set(model.clouds.map((row) => row.id)),
    contested: new Set(model.contested.map((row) => row.id)),
    table,
    operations,
  };
}

function checkSources({ model, error, warn }: Check): void {
  checkUnique(model.sources, (row) => row.id, 'source', error);
  for (const row of model.sources) {
    checkId(row, row.id, error);
    if (row.date !== '' && !isDate(row.date) && !/^\d{4}$/.test(row.date)) {
      error(row, `\`date\`: \`${row.date}\` is neither YYYY-MM-DD nor a year`);
    }
    if (row.url !== '' && !/^https:\/\/[^\s]+$/.test(row.url))
      error(row, `\`url\`: \`${row.url}\` is no https address`);
    if (row.url === '' && row.commit === '' && row.date === '') {
      warn(row, `source \`${row.id}\` has neither address, commit nor date`);
    }
  }
}

function checkPermissions({ model, error }: Check): void {
  checkUnique(model.permissions, (row) => `${row.permission} ${row.kind}`, 'permission and kind', error);
  for (const row of model.permissions) {
    if (/[\s|]/.test(row.permission)) error(row, `name \`${row.permission}\` contains white space or \`|\``);
    if (row.id !== '' && !GUID.test(row.id)) error(row, `\`id\`: \`${row.id}\` is not a GUID in lower case`);
    if (row.privilegeLevel !== null && (row.privilegeLevel < 1 || row.privilegeLevel > 5)) {
      error(row, `\`privilegeLevel\`: \`${row.privilegeLevel}\` is not from 1 to 5`);
    }
  }
}

function checkAccepts({ model, names, error }: Check): void {
  checkUnique(
    model.accepts,
    (row) => `${row.method} ${row.path.toLowerCase()} ${row.kind}`,
    'operation and kind',
    error,
  );
  for (const row of model.accepts) {
    checkPath(row, row.path, error);
    for (const permission of [...row.least, ...row.higher]) {
      checkPermission(row, permission, row.kind, names, error);
    }
    for (const permission of row.least) {
      if (row.higher.includes(permission)) error(row, `\`${permission}\` is least and higher at once`);
    }
    if (row.least.length + row.higher.length === 0) error(row, 'no permission is accepted');
  }
}

function checkAlso({ model, names, error }: Check): void {
  const key = (row: { readonly method: string; readonly path: string; readonly kind: string }): string =>
    `${row.method} ${row.path.toLowerCase()} ${row.kind}`;
  checkUnique(model.also, (row) => `${key(row)} ${row.permission}`, 'permission of an operation', error);
  const cells = new Map(model.accepts.map((row) => [key(row), [...row.least, ...row.higher]]));
  for (const row of model.also) {
    const accepted = cells.get(key(row));
    if (accepted === undefined) error(row, `no operation \`${row.method} ${row.path}\` for ${row.kind}`);
    else if (!accepted.includes(row.permission)) {
      error(row, `\`${row.permission}\` is not accepted there`, didYouMean(row.permission, accepted));
    }
    for (const permission of row.anyOf) checkName(row, 'permission', permission, names.permissions, error);
  }
}

function checkRoles({ model, names, error }: Check): void {
  checkUnique(model.roles, (row) => row.id, 'role id', error);
  checkUnique(model.roles, (row) => row.name, 'role name', error);
  for (const row of model.roles) {
    if (!GUID.test(row.id)) error(row, `\`id\`: \`${row.id}\` is not a GUID in lower case`);
    checkName(row, 'source', row.source, names.sources, error);
    for (const alias of row.aliases) {
      if (names.roles.has(alias)) error(row, `alias \`${alias}\` is the name of another role`);
    }
  }
}

function checkRoleRequirements({ model, names, error, warn }: Check): void {
  checkUnique(model.roleRequirements, (row) => row.id, 'id', error);
  checkUnique(
    model.roleRequirements,
    (row) => `${row.method} ${templateShape(row.path)} ${row.kind}`,
    'operation and kind',
    error,
  );
  for (const row of model.roleRequirements) {
    checkId(row, row.id, error);
    checkOperation(row, row.method, row.path, names, error);
    for (const role of [...row.roles, ...row.partialRoles]) checkName(row, 'role', role, names.roles, error);
    for (const role of row.partialRoles) {
      if (row.roles.includes(role)) error(row, `role \`${role}\` suffices wholly and partly at once`);
    }
    checkSourceIds(row, row.sources, names, error);
    if (row.contested !== '') checkName(row, 'contested point', row.contested, names.contested, error);
    const silent = row.roles.length + row.partialRoles.length + row.alternatives.length === 0;
    if (row.statement === 'none-needed' && (!silent || row.list !== '')) {
      error(row, 'no role is needed, yet the row lists what authorizes');
    }
    if (row.statement === 'listed' && row.list === '')
      error(row, '`list` says neither exhaustive nor least-privileged');
    if (row.statement === 'listed' && silent) error(row, 'nothing is listed that authorizes');
    if (row.kind === 'delegated-personal') warn(row, 'personal accounts hold no directory roles');
  }
}

function checkOperationFacts({ model, names, error, warn }: Check): void {
  checkUnique(model.operationFacts, (row) => `${row.method} ${templateShape(row.path)}`, 'operation', error);
  for (const row of model.operationFacts) {
    checkOperation(row, row.method, row.path, names, error);
    checkVersions(row, row.versions, error);
    checkCloudIds(row, row.clouds, names, error);
    if (row.versions.length === 0 && row.versionsEvidence !== '')
      error(row, 'evidence for versions that are not known');
    if (row.clouds.length === 0 && row.cloudsEvidence !== '') error(row, 'evidence for clouds that are not known');
    if (row.retires !== '' && !isDate(row.retires)) error(row, `\`retires\`: \`${row.retires}\` is no date YYYY-MM-DD`);
    for (const successor of row.successors) checkOperation(row, '*', successor, names, error);
    if (row.retires === '' && row.successors.length > 0) warn(row, 'successors of an operation that does not retire');
    checkSourceIds(row, row.sources, names, error);
    if (row.contested !== '') checkName(row, 'contested point', row.contested, names.contested, error);
  }
}

function checkClouds({ model, names, error }: Check): void {
  checkUnique(model.clouds, (row) => row.id, 'cloud', error);
  for (const row of model.clouds) {
    checkId(row, row.id, error);
    for (const host of [row.graphHost, ...row.loginHosts]) {
      if (!HOST.test(host)) error(row, `\`${host}\` is no host name in lower case`);
    }
    for (const issuer of [row.issuerV1, row.issuerV2]) {
      if (!issuer.startsWith('https://') || !issuer.includes('{tid}')) {
        error(row, `\`${issuer}\` is no issuer with \`{tid}\``);
      }
    }
    checkName(row, 'source', row.source, names.sources, error);
  }
}

function checkPermissionCorrections({ model, names, error }: Check): void {
  checkUnique(model.permissionCorrections, (row) => row.id, 'id', error);
  const key = (row: { readonly method: string; readonly path: string; readonly kind: string }): string =>
    `${row.method} ${row.path.toLowerCase()} ${row.kind}`;
  const cells = new Map(model.accepts.map((row) => [key(row), [...row.least, ...row.higher]]));
  checkUnique(
    model.permissionCorrections.flatMap((row) => row.permissions.map((permission) => ({ row, permission }))),
    ({ row, permission }) => `${key(row)} ${permission}`,
    'permission of an operation',
    ({ row }, message) => error(row, message),
  );
  for (const row of model.permissionCorrections) {
    checkId(row, row.id, error);
    checkName(row, 'source', row.source, names.sources, error);
    const accepted = cells.get(key(row));
    if (accepted === undefined) {
      checkOperation(row, row.method, row.path, { ...names, operations: names.table }, error);
      if (names.table.has(templateShape(row.path))) error(row, `the table has no such cell for ${row.kind}`);
    }
    for (const permission of row.permissions) {
      checkPermission(row, permission, row.kind, names, error);
      if (accepted === undefined) continue;
      if (row.effect === 'claimed' && accepted.includes(permission)) {
        error(row, `\`${permission}\` is claimed, but the table lists it`);
      }
      if (row.effect !== 'claimed' && !accepted.includes(permission)) {
        error(row, `\`${permission}\` is not accepted there`, didYouMean(permission, accepted));
      }
    }
    if ((row.effect === 'pair') !== row.anyOf.length > 0) error(row, '`anyOf` belongs to the effect `pair`');
    for (const permission of row.anyOf) checkPermission(row, permission, row.kind, names, error);
  }
}

function checkOperationCorrections({ model, names, error }: Check): void {
  checkUnique(model.operationCorrections, (row) => row.id, 'id', error);
  checkUnique(
    model.operationCorrections,
    (row) => `${row.method} ${templateShape(row.path)} ${row.kind}`,
    'operation and kind',
    error,
  );
  for (const row of model.operationCorrections) {
    checkId(row, row.id, error);
    checkPath(row, row.path, error);
    checkName(row, 'source', row.source, names.sources, error);
    checkVersions(row, row.versions, error);
    checkCloudIds(row, row.clouds, names, error);
    for (const permission of [...row.least, ...row.higher]) {
      if (row.kind === '*') checkName(row, 'permission', permission, names.permissions, error);
      else checkPermission(row, permission, row.kind, names, error);
    }
    if (names.table.get(templateShape(row.path))?.has(row.method) === true) {
      error(row, `the table lists \`${row.method} ${row.path}\``);
    }
    if (row.effect === 'absent' && row.least.length + row.higher.length > 0) {
      error(row, 'an operation that does not exist accepts nothing');
    }
  }
}

function checkContested({ model, names, error }: Check): void {
  checkUnique(model.contested, (row) => row.id, 'id', error);
  for (const row of model.contested) {
    checkId(row, row.id, error);
    if (row.part === 'operation') checkOperation(row, '*', row.path, names, error);
    else checkOperation(row, row.method, row.path, names, error);
    checkSourceIds(row, row.sources, names, error);
    if (row.sources.length < 2) error(row, 'a contradiction needs two sources');
    if (!row.statement.endsWith('.')) error(row, '`statement` is no sentence');
  }
}

function checkRules({ model, names, error }: Check): void {
  checkUnique(model.rules, (row) => row.id, 'id', error);
  for (const row of model.rules) {
    checkName(row, 'rule', row.id, new Set(RULES), error);
    checkName(row, 'source', row.source, names.sources, error);
  }
}

function checkQueryNeeds({ model, names, error }: Check): void {
  checkUnique(model.queryNeeds, (row) => row.id, 'id', error);
  checkUnique(
    model.queryNeeds,
    (row) => `${templateShape(row.path)} ${row.option} ${row.property.toLowerCase()} ${row.kind}`,
    'option, property and kind',
    error,
  );
  for (const row of model.queryNeeds) {
    checkId(row, row.id, error);
    checkOperation(row, 'GET', row.path, names, error);
    checkName(row, 'source', row.source, names.sources, error);
    for (const permission of row.anyOf) checkPermission(row, permission, row.kind, names, error);
    if (row.option !== 'expand' && row.anyOf.length === 0) error(row, 'only an expansion may need nothing more');
  }
}

function checkPolicies({ model, names, error }: Check): void {
  checkUnique(model.policies, (row) => row.id, 'id', error);
  for (const row of model.policies) {
    checkId(row, row.id, error);
    checkOperation(row, row.method, row.path, names, error);
    checkName(row, 'source', row.source, names.sources, error);
  }
}

type Report = Check['error'];

function checkUnique<Row extends object>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  what: string,
  error: (row: Row, message: string) => void,
): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row);
    if (seen.has(key)) error(row, `${what} \`${key}\` stands twice`);
    seen.add(key);
  }
}

function checkName(row: object, what: string, name: string, names: ReadonlySet<string>, error: Report): void {
  if (!names.has(name)) error(row, `unknown ${what} \`${name}\``, didYouMean(name, names));
}

function checkPermission(row: object, permission: string, kind: string, names: Names, error: Report): void {
  if (!names.permissions.has(permission)) checkName(row, 'permission', permission, names.permissions, error);
  else if (!names.kinds.has(`${permission} ${kind}`)) error(row, `\`${permission}\` does not exist as ${kind}`);
}

function checkId(row: object, value: string, error: Report): void {
  if (!ID.test(value)) error(row, `\`id\`: \`${value}\` is not kebab-case`);
}

function checkPath(row: object, value: string, error: Report): void {
  if (!/^\/[^\s?#/]+(?:\/[^\s?#/]+)*$/.test(value)) error(row, `\`path\`: \`${value}\` is no path template`);
}

/** A path template or a prefix must belong to an operation, and to the method if there is one. */
function checkOperation(row: object, method: Method | '*', value: string, names: Names, error: Report): void {
  const prefix = value.endsWith('*');
  const shape = templateShape(prefix ? value.slice(0, -1) : value);
  if (!prefix) checkPath(row, value, error);
  const exact = names.operations.get(shape);
  const matching = prefix
    ? [...names.operations].filter(([candidate]) => candidate.startsWith(shape)).map(([, methods]) => methods)
    : exact === undefined
      ? []
      : [exact];
  if (matching.length === 0) {
    error(row, `no operation has the path \`${value}\``, prefix ? '' : didYouMean(shape, names.operations.keys()));
  } else if (method !== '*' && !matching.some((methods) => methods.has(method))) {
    error(row, `no operation \`${method} ${value}\``);
  }
}

function checkSourceIds(row: object, list: readonly string[], names: Names, error: Report): void {
  for (const source of list) checkName(row, 'source', source, names.sources, error);
}

function checkVersions(row: object, list: readonly string[], error: Report): void {
  for (const version of list) checkName(row, 'version', version, new Set(VERSIONS), error);
}

function checkCloudIds(row: object, list: readonly string[], names: Names, error: Report): void {
  for (const cloud of list) checkName(row, 'cloud', cloud, names.clouds, error);
}

function isDate(value: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0));
  return date.toISOString().startsWith(value);
}
