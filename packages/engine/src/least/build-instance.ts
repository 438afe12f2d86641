import type { Demand } from './demand.ts';
import type { Element, Instance } from './instance.ts';
import type { OpenedAlike, Openings } from './measure.ts';

/** An instance with the names of its parts. */
export interface NamedInstance {
  readonly instance: Instance;
  /** Permission number by item. */
  readonly permissions: readonly number[];
  /** Least sufficient privilege by number of the operation asked for. */
  readonly asked: ReadonlyMap<number, number>;
  /** What privilege weighs; a permission weighs 1, so this exceeds the number of permissions. */
  readonly scale: number;
}

/**
 * Puts what requests demand and what permissions open into one instance.
 *
 * Demands that another one implies are left out: whatever meets that one meets them.
 */
export function buildInstance(demands: readonly Demand[], openings: Openings): NamedInstance {
  const covered = demands.filter((demand) => demand.uncovered === null);
  const permissions = [...new Set(covered.flatMap((demand) => demand.clauses.flat(2)))].sort((a, b) => a - b);
  const itemOf = new Map(permissions.map((permission, item) => [permission, item]));
  const asked = new Map<number, number>();
  for (const { operation, clauses } of covered) {
    const needed = (clauses[0] ?? []).map(([permission]) => openings.privileges[permission as number] as number);
    asked.set(operation, Math.min(asked.get(operation) ?? Infinity, ...needed));
  }
  const clauses = new Map<string, readonly (readonly number[])[]>();
  for (const demand of covered) {
    for (const clause of demand.clauses) {
      const items = clause.map((alternative) => alternative.map((permission) => itemOf.get(permission) as number));
      clauses.set(keyOf(items), items);
    }
  }
  const scale = permissions.length + 1;
  return {
    instance: {
      items: permissions.length,
      demands: withoutImplied([...clauses.values()]),
      elements: elementsOf(openings, itemOf, asked, scale),
    },
    permissions,
    asked,
    scale,
  };
}

function keyOf(alternatives: readonly (readonly number[])[]): string {
  return alternatives
    .map((items) => items.join('+'))
    .sort()
    .join(' ');
}

/** Keeps the demands none of which is implied by another with fewer alternatives. */
function withoutImplied(demands: readonly (readonly (readonly number[])[])[]): Instance['demands'] {
  const byLength = [...demands].sort((a, b) => a.length - b.length);
  const kept: { readonly alternatives: readonly (readonly number[])[]; readonly names: ReadonlySet<string> }[] = [];
  for (const alternatives of byLength) {
    const names = new Set(alternatives.map((items) => items.join('+')));
    if (!kept.some((other) => [...other.names].every((name) => names.has(name)))) kept.push({ alternatives, names });
  }
  return kept.map(({ alternatives }) => alternatives);
}

/** Amounts of privilege that the permissions open, put together where the same openers open them. */
function elementsOf(
  openings: Openings,
  itemOf: ReadonlyMap<number, number>,
  asked: ReadonlyMap<number, number>,
  scale: number,
): readonly Element[] {
  const weights = new Map<string, { weight: number; readonly openers: readonly (readonly number[])[] }>();
  const add = (openers: readonly (readonly number[])[], weight: number): void => {
    const minimal = openers.filter(
      (items) =>
        items.length === 1 || !openers.some((other) => other.length === 1 && items.includes(other[0] as number)),
    );
    const key = keyOf(minimal);
    const entry = weights.get(key);
    if (entry) entry.weight += weight;
    else weights.set(key, { weight, openers: minimal });
  };
  const rules = new Set([...itemOf.keys()].flatMap((permission) => openings.byPermission.get(permission) ?? []));
  for (const number of rules) {
    const rule = openings.rules[number] as OpenedAlike;
    const openers = rule.openers
      .filter((opener) => opener.items.every((permission) => itemOf.has(permission)))
      .map(({ items, privilege }) => ({
        items: items.map((permission) => itemOf.get(permission) as number),
        privilege,
      }));
    const steps = [...new Set(openers.map((opener) => opener.privilege))].sort((a, b) => a - b);
    /** Counts the steps above a privilege, for a number of operations. */
    const addAbove = (floor: number, operations: number): void => {
      let from = floor;
      for (const step of steps) {
        if (step <= from) continue;
        const opening = openers.filter((opener) => opener.privilege >= step).map((opener) => opener.items);
        add(opening, (step - from) * operations * rule.weight * scale);
        from = step;
      }
    };
    let others = 0;
    for (const operation of rule.operations) {
      const needed = asked.get(operation);
      if (needed === undefined) others++;
      else addAbove(needed, 1);
    }
    if (others > 0) addAbove(0, others);
  }
  for (const item of itemOf.values()) add([[item]], 1);
  return [...weights.values()];
}
