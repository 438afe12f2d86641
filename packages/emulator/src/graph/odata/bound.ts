import type { EnumType } from '../model/edm.ts';
import type { ComparisonOperator } from './ast.ts';

/** A value that a row can be asked for or a literal stands for; instants are in the shape of `time.ts`. */
export type ScalarValue = string | number | boolean | null;

/** Family of types whose values can be compared with each other. */
export type Family = 'text' | 'number' | 'boolean' | 'instant' | 'enum';

/** Type of a scalar. */
export interface ScalarType {
  readonly family: Family;
  /** As messages name it, such as `Edm.String`. */
  readonly edm: string;
  /** Of the family `enum`. */
  readonly enumeration: EnumType | null;
}

/** A step from a value to a part of it. */
export type Step =
  | { readonly kind: 'member'; readonly name: string }
  /** Only if the value's `@odata.type` is one of these (with `#`); otherwise there is nothing there. */
  | { readonly kind: 'cast'; readonly types: readonly string[] };

/** Where a path starts: `0` is the row itself, `n` the element that the n-th lambda is looking at. */
export type Variable = number;

/** A scalar part of a variable, or the variable itself when there are no steps. */
export interface PropertyScalar {
  readonly kind: 'property';
  readonly variable: Variable;
  readonly steps: readonly Step[];
  readonly type: ScalarType;
}

/** A collection that a lambda or `$count` looks at. */
export interface CollectionSource {
  readonly variable: Variable;
  readonly steps: readonly Step[];
  /** Only the elements of these types, or all. */
  readonly elementTypes: readonly string[] | null;
}

/** An expression with one value per row; names looked up, types checked. */
export type Scalar =
  | PropertyScalar
  | { readonly kind: 'value'; readonly value: ScalarValue; readonly type: ScalarType }
  | {
      readonly kind: 'case';
      readonly to: 'lower' | 'upper';
      readonly operand: Scalar;
      readonly type: ScalarType;
    }
  | { readonly kind: 'count'; readonly source: CollectionSource; readonly type: ScalarType }
  /** The number that orders an enum's member. */
  | { readonly kind: 'rank'; readonly operand: Scalar; readonly enumeration: EnumType; readonly type: ScalarType }
  | { readonly kind: 'predicate'; readonly predicate: Predicate; readonly type: ScalarType };

/**
 * An expression that is true, false or null for a row. `and`, `or` and `not` follow three-valued logic; comparisons
 * are never null (`eq` of two nulls is true, an order with a null is false); text functions of a null are null.
 */
export type Predicate =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly operand: Predicate }
  | { readonly kind: 'logical'; readonly operator: 'and' | 'or'; readonly left: Predicate; readonly right: Predicate }
  | {
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly left: Scalar;
      readonly right: Scalar;
    }
  | { readonly kind: 'in'; readonly left: Scalar; readonly values: readonly ScalarValue[]; readonly type: ScalarType }
  | {
      readonly kind: 'match';
      readonly how: 'contains' | 'startswith' | 'endswith';
      readonly text: Scalar;
      readonly part: Scalar;
    }
  | { readonly kind: 'truth'; readonly scalar: Scalar }
  | {
      readonly kind: 'quantifier';
      readonly quantifier: 'any' | 'all';
      readonly source: CollectionSource;
      readonly variable: Variable;
      readonly body: Predicate | null;
    };

/** One key of an order. Nulls come before everything, in ascending order. */
export interface OrderKey {
  readonly scalar: Scalar;
  readonly descending: boolean;
}

export const NUMBER: ScalarType = { family: 'number', edm: 'Edm.Int32', enumeration: null };
export const BOOLEAN: ScalarType = { family: 'boolean', edm: 'Edm.Boolean', enumeration: null };
export const TEXT: ScalarType = { family: 'text', edm: 'Edm.String', enumeration: null };
