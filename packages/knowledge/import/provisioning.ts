import type { TokenKind } from '@why403/engine';
import type { PermissionRow } from '../compile/model.ts';
import { compareText, sorted } from '../compile/order.ts';
import { didYouMean } from '../compile/parse-problem.ts';
import type { JsonValue } from './json-document.ts';
import { KIND_ORDER, readKind, type DeclaredPermission } from './permission-table.ts';

/** What Microsoft provisioned of one permission in one kind. */
interface Deployment {
  readonly permission: string;
  readonly kind: TokenKind;
  readonly id: string;
  readonly hidden: boolean;
  readonly enabled: boolean;
  readonly public: boolean;
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ENVIRONMENTS: readonly string[] = ['public', 'ppe', 'fairfax'];

/** Ids that the file misspells so that nobody can tell what they should be; the permission is kept without an id. */
const MISSPELT_IDS: readonly string[] = ['75d9ca3df-7017-4feb-baa0-06a339b6c338'];

/**
 * Joins what the permission table declares with the ids under which permissions are provisioned.
 *
 * A kind that only provisioning knows is kept if it has an id in the public environment: such a permission can be
 * consented to although no operation accepts it.
 *
 * @param root The whole document of `provisioningInfo.json`.
 *
 * @returns Rows sorted by name and kind.
 */
export function joinPermissions(root: JsonValue, declared: readonly DeclaredPermission[]): readonly PermissionRow[] {
  const deployments = readDeployments(root);
  const rows: PermissionRow[] = [];
  for (const row of declared) {
    const key = keyOf(row);
    const found = deployments.get(key);
    deployments.delete(key);
    rows.push({
      permission: row.permission,
      kind: row.kind,
      id: found?.id ?? '',
      adminConsent: row.adminConsent,
      privilegeLevel: row.privilegeLevel,
      hidden: found?.hidden ?? false,
      enabled: found?.enabled ?? false,
      listed: true,
      resourceSpecific: row.resourceSpecific,
    });
  }
  for (const found of deployments.values()) {
    if (!found.public || found.id === '') continue;
    rows.push({
      permission: found.permission,
      kind: found.kind,
      id: found.id,
      adminConsent: null,
      privilegeLevel: null,
      hidden: found.hidden,
      enabled: found.enabled,
      listed: false,
      resourceSpecific: false,
    });
  }
  return sorted(
    rows,
    (a, b) => compareText(a.permission, b.permission) || KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind),
  );
}

function readDeployments(root: JsonValue): Map<string, Deployment> {
  const found = new Map<string, Deployment>();
  const deployments = root.member('permissionDeployments');
  if (deployments === undefined) root.fail('no member `permissionDeployments`');
  for (const entry of deployments?.members() ?? []) {
    if (/[\s|]/.test(entry.name)) entry.fail('name of a permission contains white space or `|`');
    for (const item of entry.value.items()) {
      const scheme = item.member('scheme');
      if (scheme === undefined) item.fail(`a deployment of \`${entry.name}\` has no scheme`);
      const kind = scheme === undefined ? undefined : readKind(scheme);
      if (kind === undefined) continue;
      const written = (item.member('id')?.text() ?? '').toLowerCase();
      const id = MISSPELT_IDS.includes(written) ? '' : written;
      if (id !== '' && !GUID.test(id)) item.member('id')?.fail(`\`${id}\` is not a GUID`);
      const environments = (item.member('environment')?.text() ?? '')
        .toLowerCase()
        .split(';')
        .filter((name) => name !== '');
      for (const name of environments) {
        if (ENVIRONMENTS.includes(name)) continue;
        item.member('environment')?.fail(`unknown environment \`${name}\``, didYouMean(name, ENVIRONMENTS));
      }
      const deployment: Deployment = {
        permission: entry.name,
        kind,
        id,
        hidden: item.member('isHidden')?.flag() ?? false,
        enabled: item.member('isEnabled')?.flag() ?? false,
        public: environments.includes('public'),
      };
      if (found.has(keyOf(deployment))) item.fail(`\`${entry.name}\` is deployed twice for one scheme`);
      found.set(keyOf(deployment), deployment);
    }
  }
  return found;
}

function keyOf(of: { readonly permission: string; readonly kind: TokenKind }): string {
  return `${of.permission}\t${of.kind}`;
}
