import type { KnowledgeDetails, PermissionGrantFacts, TokenKind } from '@why403/engine';
import { noteNumbers } from './build.ts';
import type { KnowledgeModel } from './model.ts';

/** The part of the knowledge that explanations need, in the numbering of the table. */
export function buildDetails(model: KnowledgeModel): KnowledgeDetails {
  const permissions: Record<string, Partial<Record<TokenKind, PermissionGrantFacts>>> = {};
  for (const row of model.permissions) {
    const kinds = (permissions[row.permission] ??= {});
    kinds[row.kind] = {
      id: row.id === '' ? null : row.id,
      adminConsent: row.adminConsent,
      privilegeLevel: row.privilegeLevel,
      hidden: row.hidden,
      enabled: row.enabled,
    };
  }
  const statements = new Map(
    [...model.permissionCorrections, ...model.operationCorrections].map((row) => [row.id, correctionText(row)]),
  );
  for (const rule of model.rules) statements.set(rule.id, rule.statement);
  return {
    version: model.version,
    sources: model.sources.map(({ id, title, url, date }) => ({ id, title, url, date })),
    permissions,
    roles: model.roles.map((role) => ({
      id: role.id,
      name: role.name,
      privileged: role.privileged,
      noRole: role.type === 'no-role',
      aliases: role.aliases,
    })),
    corrections: noteNumbers(model).corrections.map(({ id, source }) => ({
      id,
      source,
      statement: statements.get(id) ?? '',
    })),
    contested: model.contested.map(({ id, part, statement, sources }) => ({ id, part, statement, sources })),
    roleStatements: model.roleRequirements.map(({ id, roles, list, alternatives, sources }) => ({
      id,
      roles,
      list,
      alternatives,
      sources,
    })),
    operationFacts: model.operationFacts.map(({ retires, successors, sources }) => ({ retires, successors, sources })),
  };
}

function correctionText(
  row: KnowledgeModel['permissionCorrections'][number] | KnowledgeModel['operationCorrections'][number],
): string {
  const operation = `${row.method} ${row.path}`;
  switch (row.effect) {
    case 'reads':
      return `${operation} only reads, so its read permissions suffice`;
    case 'unknown':
      return `${operation} writes; whether ${row.permissions.join(' or ')} alone suffices is not known`;
    case 'pair':
      return `${operation} needs ${row.permissions.join(' or ')} together with one of ${row.anyOf.join(', ')}`;
    case 'claimed':
      return `${operation} is said to accept ${row.permissions.join(' or ')}, which the permission table does not list`;
    case 'documented':
      return `${operation} is documented, and missing from the permission table`;
    case 'absent':
      return `${operation} does not exist`;
  }
}
