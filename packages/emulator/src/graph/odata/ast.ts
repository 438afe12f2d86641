/** Comparison operators of `$filter`. */
export type ComparisonOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** A literal as written, not yet matched with the type it is compared to. */
export type LiteralNode =
  | { readonly kind: 'null'; readonly position: number }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly position: number }
  | { readonly kind: 'number'; readonly value: number; readonly integer: boolean; readonly position: number }
  | { readonly kind: 'string'; readonly value: string; readonly position: number }
  | { readonly kind: 'instant'; readonly value: string; readonly position: number }
  | { readonly kind: 'guid'; readonly value: string; readonly position: number }
  | { readonly kind: 'enum'; readonly type: string; readonly value: string; readonly position: number };

/** A name of a path. */
export interface Segment {
  readonly name: string;
  readonly position: number;
}

/** A property path as written; the first segment may be a lambda's variable or `$it`. */
export interface PathNode {
  readonly kind: 'path';
  readonly segments: readonly Segment[];
  readonly position: number;
}

/** An expression as written: names are not looked up, types not checked. */
export type Expression =
  | LiteralNode
  | PathNode
  | { readonly kind: 'alias'; readonly name: string; readonly position: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly Expression[];
      readonly position: number;
    }
  | { readonly kind: 'not'; readonly operand: Expression; readonly position: number }
  | {
      readonly kind: 'logical';
      readonly operator: 'and' | 'or';
      readonly left: Expression;
      readonly right: Expression;
      readonly position: number;
    }
  | {
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly position: number;
    }
  | {
      readonly kind: 'in';
      readonly left: Expression;
      readonly values: readonly Expression[];
      readonly position: number;
    }
  | {
      readonly kind: 'lambda';
      readonly quantifier: 'any' | 'all';
      readonly source: PathNode;
      readonly variable: string | null;
      readonly body: Expression | null;
      readonly position: number;
    };

/** One key of `$orderby`. */
export interface OrderNode {
  readonly path: PathNode;
  readonly descending: boolean;
}
