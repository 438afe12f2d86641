import fc from 'fast-check';
import {
  METHODS,
  PARTS,
  TOKEN_KINDS,
  OUTCOMES,
  partOf,
  type Method,
  type Outcome,
  type TokenKind,
} from '@why403/engine';
import { loadEngine } from '@why403/knowledge';

/** The shipped knowledge, and what random requests are made of. */
export const engine = loadEngine();
export const operations = [...engine.operations(0)];
export const permissionNames = engine.table.permissionNames;

/** Outcome of one part, from the number that a decision is. */
export function outcomeOf(handle: number, part: (typeof PARTS)[number]): Outcome {
  return OUTCOMES[partOf(handle, PARTS.indexOf(part))] as Outcome;
}

/** How good an outcome is for the caller; larger is better. */
export function rank(outcome: Outcome): number {
  return { deny: 0, unknown: 1, 'not-checked': 2, allow: 2 }[outcome];
}

/** A path as a client writes it. */
export function filled(path: string): string {
  return path.replaceAll('{id}', 'x1y2').replaceAll('{value}', 'z3');
}

export interface RandomRequest {
  readonly method: Method;
  readonly path: string;
  readonly kind: TokenKind;
  readonly permissions: readonly string[];
  readonly roles: readonly string[] | null;
}

/** Requests for operations of the table, with permissions of which about half are accepted there. */
export const requests: fc.Arbitrary<RandomRequest> = fc
  .record({
    operation: fc.nat(operations.length - 1),
    kind: fc.constantFrom(...TOKEN_KINDS),
    near: fc.array(fc.nat(60), { maxLength: 3 }),
    far: fc.array(fc.constantFrom(...permissionNames), { maxLength: 4 }),
    roles: fc.option(fc.array(fc.constantFrom(...engine.table.roleIds), { maxLength: 3 })),
  })
  .map(({ operation, kind, near, far, roles }) => {
    const { method, path } = operations[operation] as (typeof operations)[number];
    const accepted =
      (engine.requirements(method, filled(path)) ?? []).find((each) => each.kind === kind)?.accepted ?? [];
    const names = accepted.flatMap((entry) => [entry.permission, ...entry.with]);
    const chosen = names.length === 0 ? [] : near.map((place) => names[place % names.length] as string);
    return { method, path: filled(path), kind, permissions: [...new Set([...chosen, ...far])], roles };
  });

export { METHODS };
