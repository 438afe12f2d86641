import type { Model, StructuredType } from '../model/edm.ts';
import { securityModel } from '../model/model.ts';
import { bindOrderBy } from '../odata/bind.ts';
import type { OrderKey } from '../odata/bound.ts';
import type { OptionRules } from '../odata/options.ts';
import { parseOrderBy } from '../odata/parse.ts';
import type { Dialect, Storage } from '../odata/to-sql.ts';

/** A collection of entities with a table of its own. */
export interface EntitySet {
  /** As it stands in addresses: `security/alerts_v2`. */
  readonly path: string;
  readonly model: Model;
  readonly type: StructuredType;
  readonly table: string;
  /** Columns by the path of the property that they repeat. `id` and `tenant_id` are always there. */
  readonly columns: Readonly<Record<string, string>>;
  readonly rules: OptionRules;
  /** Order when the client names none; `id` ends every order. */
  readonly defaultOrder: readonly OrderKey[];
}

/** Describes a set of the Security API. */
export function entitySet(description: {
  readonly path: string;
  readonly type: string;
  readonly table: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly rules: OptionRules;
  readonly order: string;
}): EntitySet {
  const type = securityModel.structured(description.type);
  const set = { ...description, model: securityModel, type, columns: { id: 'id', ...description.columns } };
  return { ...set, defaultOrder: orderOf(set, description.order) };
}

/** Where the parts of a set's rows lie; its table has the alias `t` in every query. */
export function storageOf(set: EntitySet, dialect: Dialect): Storage {
  return { dialect, alias: 't', document: 'document', columns: set.columns };
}

/** The keys of an order that ends with `id`, so that no two rows are equal. */
export function totalOrder(set: EntitySet, keys: readonly OrderKey[]): readonly OrderKey[] {
  return [...(keys.length === 0 ? set.defaultOrder : keys), ...orderOf(set, 'id')];
}

function orderOf(set: { readonly model: Model; readonly type: StructuredType }, text: string): readonly OrderKey[] {
  const parsed = parseOrderBy(text);
  const bound = parsed.ok ? bindOrderBy(text, parsed.value, set) : parsed;
  if (!bound.ok) throw new TypeError(`order ${text}: ${bound.problem.reason}`);
  return bound.value;
}
