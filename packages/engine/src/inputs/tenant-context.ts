import type { DelegatedGrant, RoleHolding, TenantContext } from '../diagnose/context.ts';
import type { KnowledgeDetails } from '../knowledge.ts';
import { isJsonObject, member, readJson, stringMember, type JsonObject } from '../token/json.ts';
import { unreadable, type UnreadableInput } from './exchange.ts';

/** What was read of a tenant. */
export type ContextReading =
  | {
      readonly form: 'context';
      readonly context: TenantContext;
      /** What was found, for the reader to compare: `2 delegated grants`. */
      readonly found: readonly string[];
      /** Ids of permissions or roles that the knowledge does not have, and items of no known form. */
      readonly unknown: readonly string[];
    }
  | UnreadableInput;

const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** Names under which Microsoft Graph returns each kind of item, as members of one object or as its whole answer. */
const COLLECTIONS = {
  requiredResourceAccess: 'requiredResourceAccess',
  oauth2PermissionGrants: 'oauth2PermissionGrants',
  appRoleAssignments: 'appRoleAssignments',
  roleAssignments: 'roleAssignments',
  roleAssignmentScheduleInstances: 'roleAssignmentScheduleInstances',
  roleEligibilityScheduleInstances: 'roleEligibilityScheduleInstances',
  subscribedSkus: 'subscribedSkus',
} as const;

/**
 * Reads what is known of a tenant: an object with any of `requiredResourceAccess` (a manifest as the Entra admin centre
 * exports it), `oauth2PermissionGrants`, `appRoleAssignments`, `roleAssignments`, `roleAssignmentScheduleInstances`,
 * `roleEligibilityScheduleInstances` and `subscribedSkus`, each as Microsoft Graph returns it (a list, or `{ value: [] }`)
 * and `tenantId`; one such answer alone; or a list of these.
 *
 * Ids of permissions and roles are resolved by the knowledge. This does NOT check that the items belong to the client
 * and the user of the token, except where an item names its principal.
 */
export function readTenantContext(text: string, details: KnowledgeDetails): ContextReading {
  if (text.trim() === '') return unreadable('empty');
  const json = readJson(text, 100);
  if (json.form !== 'json') return unreadable(json.form);
  const reader = new ContextReader(details);
  for (const value of Array.isArray(json.value) ? json.value : [json.value]) reader.read(value);
  return reader.found.length === 0 && reader.unknown.length === 0 ? unreadable('not-this-form') : reader.reading();
}

class ContextReader {
  readonly found: string[] = [];
  readonly unknown: string[] = [];
  readonly #details: KnowledgeDetails;
  /** Names by id. A scope and an app role can share an id. */
  readonly #names = { delegated: new Map<string, string>(), application: new Map<string, string>() };
  readonly #required = { delegated: new Set<string>(), application: new Set<string>() };
  readonly #grants: DelegatedGrant[] = [];
  readonly #appRoles: { readonly permission: string; readonly since: number | null }[] = [];
  readonly #roles: RoleHolding[] = [];
  readonly #licences: string[] = [];
  readonly #seen = new Set<keyof typeof COLLECTIONS>();
  #tenantId: string | null = null;

  constructor(details: KnowledgeDetails) {
    this.#details = details;
    for (const [name, kinds] of Object.entries(details.permissions)) {
      for (const grant of [kinds['delegated-personal'], kinds.delegated]) {
        if (typeof grant?.id === 'string') this.#names.delegated.set(grant.id, name);
      }
      if (typeof kinds.application?.id === 'string') this.#names.application.set(kinds.application.id, name);
    }
  }

  read(value: unknown): void {
    if (!isJsonObject(value)) {
      this.unknown.push('an item that is no object');
      return;
    }
    const manifest = member(value, 'api') === undefined ? undefined : member(value, 'requiredResourceAccess');
    this.#tenantId ??= stringMember(value, 'tenantId');
    for (const collection of Object.values(COLLECTIONS)) {
      const items = listOf(
        member(value, collection) ?? (collection === 'requiredResourceAccess' ? manifest : undefined),
      );
      if (items !== null) this.#take(collection, items);
    }
    const answer = listOf(value);
    if (answer !== null) this.#take(collectionOf(stringMember(value, '@odata.context'), answer[0]), answer);
  }

  reading(): ContextReading {
    const seen = this.#seen;
    const context: TenantContext = {
      tenantId: this.#tenantId,
      required: seen.has('requiredResourceAccess')
        ? { delegated: [...this.#required.delegated], application: [...this.#required.application] }
        : null,
      delegatedGrants: seen.has('oauth2PermissionGrants') ? this.#grants : null,
      appRoleAssignments: seen.has('appRoleAssignments') ? this.#appRoles : null,
      roles:
        seen.has('roleAssignments') ||
        seen.has('roleAssignmentScheduleInstances') ||
        seen.has('roleEligibilityScheduleInstances')
          ? this.#roles
          : null,
      licences: seen.has('subscribedSkus') ? this.#licences : null,
    };
    return { form: 'context', context, found: this.found, unknown: this.unknown };
  }

  #take(collection: keyof typeof COLLECTIONS | null, items: readonly unknown[]): void {
    if (collection === null) {
      this.unknown.push('a list of items of no known form');
      return;
    }
    this.#seen.add(collection);
    this.found.push(`${items.length} ${collection}`);
    for (const item of items) {
      if (isJsonObject(item)) this.#item(collection, item);
      else this.unknown.push(`an item of ${collection} that is no object`);
    }
  }

  #item(collection: keyof typeof COLLECTIONS, item: JsonObject): void {
    switch (collection) {
      case 'requiredResourceAccess':
        return this.#requirement(item);
      case 'oauth2PermissionGrants': {
        const consentType = stringMember(item, 'consentType');
        this.#grants.push({
          scope: stringMember(item, 'scope') ?? '',
          consentType: consentType === 'AllPrincipals' || consentType === 'Principal' ? consentType : null,
          principalId: stringMember(item, 'principalId'),
        });
        return;
      }
      case 'appRoleAssignments': {
        const permission = this.#permission('application', stringMember(item, 'appRoleId'));
        if (permission !== null)
          this.#appRoles.push({ permission, since: secondsOf(stringMember(item, 'createdDateTime')) });
        return;
      }
      case 'roleAssignments':
      case 'roleAssignmentScheduleInstances':
      case 'roleEligibilityScheduleInstances': {
        const scope = stringMember(item, 'directoryScopeId') ?? '/';
        const state =
          collection === 'roleEligibilityScheduleInstances' ? 'eligible' : scope === '/' ? 'active' : 'scoped';
        const definition = member(item, 'roleDefinition');
        const template = isJsonObject(definition) ? stringMember(definition, 'templateId') : null;
        const id = (template ?? stringMember(item, 'roleDefinitionId') ?? '').toLowerCase();
        if (!this.#details.roles.some((role) => role.id === id)) this.unknown.push(`role ${id}`);
        this.#roles.push({
          roleId: id,
          state,
          since: secondsOf(stringMember(item, 'startDateTime') ?? stringMember(item, 'createdDateTime')),
        });
        return;
      }
      case 'subscribedSkus': {
        const plans = member(item, 'servicePlans');
        this.#licences.push(stringMember(item, 'skuPartNumber') ?? '');
        for (const plan of Array.isArray(plans) ? plans : []) {
          const name = isJsonObject(plan) ? stringMember(plan, 'servicePlanName') : null;
          if (name !== null) this.#licences.push(name);
        }
      }
    }
  }

  #requirement(item: JsonObject): void {
    if (stringMember(item, 'resourceAppId')?.toLowerCase() !== GRAPH_APP_ID) return;
    const access = member(item, 'resourceAccess');
    for (const each of Array.isArray(access) ? access : []) {
      if (!isJsonObject(each)) continue;
      const kind = stringMember(each, 'type') === 'Role' ? 'application' : 'delegated';
      const permission = this.#permission(kind, stringMember(each, 'id'));
      if (permission !== null) this.#required[kind].add(permission);
    }
  }

  #permission(kind: 'delegated' | 'application', id: string | null): string | null {
    const name = id === null ? undefined : this.#names[kind].get(id.toLowerCase());
    if (name === undefined) this.unknown.push(`${kind} permission ${id ?? 'without id'}`);
    return name ?? null;
  }
}

/** A list, or the `value` of an answer of Microsoft Graph; `null` for anything else. */
function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  const inner = isJsonObject(value) ? member(value, 'value') : undefined;
  return Array.isArray(inner) ? inner : null;
}

/** What an answer lists, by its context or by its first item. */
function collectionOf(odataContext: string | null, item: unknown): keyof typeof COLLECTIONS | null {
  const named = Object.values(COLLECTIONS).find((name) => odataContext?.toLowerCase().includes(name.toLowerCase()));
  if (named !== undefined) return named;
  if (!isJsonObject(item)) return null;
  if ('consentType' in item) return 'oauth2PermissionGrants';
  if ('appRoleId' in item) return 'appRoleAssignments';
  if ('resourceAccess' in item) return 'requiredResourceAccess';
  if ('skuPartNumber' in item) return 'subscribedSkus';
  return 'roleDefinitionId' in item ? 'roleAssignments' : null;
}

function secondsOf(text: string | null): number | null {
  const milliseconds = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}
