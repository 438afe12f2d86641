import type {
  AcceptRow,
  AlsoRow,
  CloudRow,
  ContestedRow,
  Method,
  OperationCorrectionRow,
  OperationFactRow,
  PermissionCorrectionRow,
  PermissionRow,
  PolicyRow,
  QueryNeedRow,
  RoleRequirementRow,
  RoleRow,
  RuleRow,
  SourceRow,
} from './model.ts';
import { choice, choices, flag, optionalFlag, optionalNumber, phrases, text, words, type Table } from './parse-tsv.ts';

/** HTTP methods of the permission table, in the order in which rows are sorted. */
export const METHODS: readonly Method[] = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];

const method = choice(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);
const methodOrAll = choice(['DELETE', 'GET', 'PATCH', 'POST', 'PUT', '*']);
const kind = choice(['delegated', 'delegated-personal', 'application']);
const kindOrAll = choice(['delegated', 'delegated-personal', 'application', '*']);

/** `sources.tsv` */
export const sourcesTable: Table<SourceRow> = {
  columns: { id: text, title: text, origin: text, commit: text, date: text, licence: text, url: text },
  required: ['id', 'title', 'origin'],
};

/** `permissions.tsv` */
export const permissionsTable: Table<PermissionRow> = {
  columns: {
    permission: text,
    kind,
    id: text,
    adminConsent: optionalFlag,
    privilegeLevel: optionalNumber,
    hidden: flag,
    enabled: flag,
    listed: flag,
    resourceSpecific: flag,
  },
  required: ['permission'],
};

/** `operations/*.tsv` */
export const operationsTable: Table<AcceptRow> = {
  columns: { path: text, method, kind, least: words, higher: words },
  required: ['path'],
};

/** `also-requires.tsv` */
export const alsoTable: Table<AlsoRow> = {
  columns: { path: text, method, kind, permission: text, anyOf: words },
  required: ['path', 'permission', 'anyOf'],
};

/** `roles.tsv` */
export const rolesTable: Table<RoleRow> = {
  columns: {
    id: text,
    name: text,
    privileged: flag,
    type: choice(['role', 'no-role']),
    source: text,
    aliases: phrases,
  },
  required: ['id', 'name', 'source'],
};

/** `role-requirements.tsv` */
export const roleRequirementsTable: Table<RoleRequirementRow> = {
  columns: {
    id: text,
    method: methodOrAll,
    path: text,
    kind,
    statement: choice(['none-needed', 'listed']),
    roles: phrases,
    partialRoles: phrases,
    list: choice(['exhaustive', 'least-privileged', '']),
    alternatives: choices([
      'custom-role',
      'default-user',
      'defender-xdr',
      'intune',
      'owner',
      'purview',
      'security-copilot',
      'self',
    ]),
    sources: words,
    contested: text,
  },
  required: ['id', 'path', 'sources'],
};

/** `operation-facts.tsv` */
export const operationFactsTable: Table<OperationFactRow> = {
  columns: {
    path: text,
    method: methodOrAll,
    versions: words,
    versionsEvidence: choice(['documented', 'schema', '']),
    clouds: words,
    cloudsEvidence: choice(['documented', 'schema', '']),
    retires: text,
    successors: words,
    sources: words,
    contested: text,
  },
  required: ['path', 'sources'],
};

/** `clouds.tsv` */
export const cloudsTable: Table<CloudRow> = {
  columns: {
    id: text,
    name: text,
    graphHost: text,
    loginHosts: words,
    issuerV1: text,
    issuerV2: text,
    audiences: words,
    entraPortal: text,
    source: text,
  },
  required: ['id', 'name', 'graphHost', 'loginHosts', 'issuerV1', 'issuerV2', 'audiences', 'source'],
};

/** `corrections/permissions.tsv` */
export const permissionCorrectionsTable: Table<PermissionCorrectionRow> = {
  columns: {
    id: text,
    path: text,
    method,
    kind,
    effect: choice(['reads', 'unknown', 'pair', 'claimed']),
    permissions: words,
    anyOf: words,
    source: text,
  },
  required: ['id', 'path', 'permissions', 'source'],
};

/** `corrections/operations.tsv` */
export const operationCorrectionsTable: Table<OperationCorrectionRow> = {
  columns: {
    id: text,
    effect: choice(['documented', 'absent']),
    path: text,
    method,
    kind: kindOrAll,
    least: words,
    higher: words,
    versions: words,
    clouds: words,
    source: text,
  },
  required: ['id', 'path', 'source'],
};

/** `corrections/contested.tsv` */
export const contestedTable: Table<ContestedRow> = {
  columns: {
    id: text,
    path: text,
    method: methodOrAll,
    kind: kindOrAll,
    part: choice(['operation', 'permission', 'role']),
    statement: text,
    sources: words,
  },
  required: ['id', 'path', 'statement', 'sources'],
};

/** `corrections/rules.tsv` */
export const rulesTable: Table<RuleRow> = {
  columns: { id: text, statement: text, source: text },
  required: ['id', 'statement', 'source'],
};

/** `query-needs.tsv` */
export const queryNeedsTable: Table<QueryNeedRow> = {
  columns: {
    id: text,
    path: text,
    option: choice(['expand', 'filter', 'orderby', 'search', 'select']),
    property: text,
    kind,
    anyOf: words,
    source: text,
  },
  required: ['id', 'path', 'property', 'source'],
};

/** `policies.tsv` */
export const policiesTable: Table<PolicyRow> = {
  columns: {
    id: text,
    method: methodOrAll,
    path: text,
    kind,
    policy: choice(['application-access-policy', 'teams-application-access-policy', 'defender-workload-permission']),
    source: text,
  },
  required: ['id', 'path', 'policy', 'source'],
};

/** `spellings.tsv`: how words of paths are spelled, where the permission table has lower case only. */
export const spellingsTable: Table<{ readonly spelling: string }> = {
  columns: { spelling: text },
  required: ['spelling'],
};
