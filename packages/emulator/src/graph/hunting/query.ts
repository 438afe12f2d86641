/** A value of a hunting query. Times are instants in the shape of `odata/time.ts`, with their kind. */
export type HuntingValue =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'long'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'datetime'; readonly value: number }
  | { readonly kind: 'timespan'; readonly value: number }
  | { readonly kind: 'null' };

/** An expression over one row. */
export type HuntingExpression =
  | { readonly kind: 'literal'; readonly value: HuntingValue }
  | { readonly kind: 'column'; readonly name: string; readonly position: number }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly HuntingExpression[];
      readonly position: number;
    }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: HuntingExpression;
      readonly right: HuntingExpression;
      readonly position: number;
    }
  | {
      readonly kind: 'in';
      readonly left: HuntingExpression;
      readonly values: readonly HuntingExpression[];
      readonly negated: boolean;
      readonly ignoreCase: boolean;
    };

/** A column that an operator makes. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: HuntingExpression;
}

/** A key of an order. */
export interface HuntingOrder {
  readonly expression: HuntingExpression;
  readonly descending: boolean;
}

/** One operator of the pipe. */
export type HuntingOperator =
  | { readonly kind: 'where'; readonly condition: HuntingExpression }
  | { readonly kind: 'project'; readonly columns: readonly NamedExpression[] }
  | { readonly kind: 'extend'; readonly columns: readonly NamedExpression[] }
  | { readonly kind: 'distinct'; readonly columns: readonly NamedExpression[] }
  | {
      readonly kind: 'summarize';
      readonly aggregates: readonly NamedExpression[];
      readonly by: readonly NamedExpression[];
    }
  | { readonly kind: 'sort'; readonly keys: readonly HuntingOrder[] }
  | { readonly kind: 'take'; readonly rows: number }
  | { readonly kind: 'count' };

/** A hunting query: a table and what is done to it. */
export interface HuntingQuery {
  readonly table: string;
  readonly position: number;
  readonly operators: readonly HuntingOperator[];
}
