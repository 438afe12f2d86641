import { permissionNumber } from '../decide/permission-set.ts';
import type { Engine } from '../engine.ts';
import { PERMISSION_MARK } from '../table/layout.ts';
import type { TokenKind } from '../token/facts.ts';

/** Permissions by name, sorted into those of a kind and the others. */
export interface NamedSet {
  readonly known: ReadonlySet<number>;
  readonly unknown: readonly string[];
}

/** Finds permissions of a kind by their exact names, as Microsoft Graph compares them. */
export function readNames(engine: Engine, names: readonly string[], kind: TokenKind): NamedSet {
  const mark =
    kind === 'application'
      ? PERMISSION_MARK.application
      : kind === 'delegated'
        ? PERMISSION_MARK.delegated
        : PERMISSION_MARK.personal;
  const known = new Set<number>();
  const unknown: string[] = [];
  for (const name of new Set(names)) {
    const number = permissionNumber(engine.table, name);
    if (number >= 0 && ((engine.table.permissionMarks[number] as number) & mark) !== 0) known.add(number);
    else unknown.push(name);
  }
  return { known, unknown };
}
