import { findMember, type EnumType, type Model, type Property, type StructuredType } from '../model/edm.ts';
import type { ComparisonOperator, Expression, LiteralNode, OrderNode, PathNode, Segment } from './ast.ts';
import {
  BOOLEAN,
  NUMBER,
  TEXT,
  type CollectionSource,
  type OrderKey,
  type Predicate,
  type PropertyScalar,
  type Scalar,
  type ScalarType,
  type ScalarValue,
  type Step,
} from './bound.ts';
import { lower } from './letter-case.ts';
import { attempt, ODataFailure, type Parsed } from './problem.ts';

/** What names are looked up in. */
export interface BindContext {
  readonly model: Model;
  readonly type: StructuredType;
  /** Query options that begin with `@`, parsed, by name without the `@`. */
  readonly aliases?: ReadonlyMap<string, Expression>;
  /** Text is compared without regard to the case of ASCII letters, as the directory compares it. */
  readonly ignoreCase?: boolean;
}

/** What a path leads to. */
type Target =
  | { readonly kind: 'scalar'; readonly scalar: Scalar }
  | { readonly kind: 'collection'; readonly source: CollectionSource; readonly element: Element }
  | { readonly kind: 'structured'; readonly type: StructuredType };

/** Type of a collection's elements: a structured type, or a scalar one. */
type Element =
  | { readonly kind: 'structured'; readonly type: StructuredType }
  | { readonly kind: 'scalar'; readonly type: ScalarType };

/** A lambda's variable. */
interface Binding {
  readonly variable: number;
  readonly element: Element;
}

type Scope = ReadonlyMap<string, Binding>;

/** Deepest chain of aliases that stand for aliases. */
const DEEPEST_ALIAS = 10;
/** Lambdas of one filter: each is a subquery. */
const MOST_LAMBDAS = 20;

/**
 * Looks the names of a filter up and checks its types.
 *
 * Property names, enum members and type names are found without regard to case. Everything that Microsoft Graph
 * would refuse with a 400 is a problem with the position of the name or operator; nothing is thrown.
 *
 * This does NOT support arithmetic, dates' parts, `has`, and functions other than `contains`, `startswith`,
 * `endswith`, `tolower` and `toupper`.
 */
export function bindFilter(text: string, expression: Expression, context: BindContext): Parsed<Predicate> {
  return attempt('filter', text, () => new Binder(context).predicate(expression, new Map()));
}

/** Looks the keys of `$orderby` up. A collection or a structured property cannot order. */
export function bindOrderBy(
  text: string,
  keys: readonly OrderNode[],
  context: BindContext,
): Parsed<readonly OrderKey[]> {
  return attempt('orderby', text, () => {
    const binder = new Binder(context);
    return keys.map((key) => {
      const scalar = binder.scalar(key.path, new Map());
      const enumeration = scalar.type.enumeration;
      const rank: Scalar = enumeration === null ? scalar : { kind: 'rank', operand: scalar, enumeration, type: NUMBER };
      return { scalar: rank, descending: key.descending };
    });
  });
}

/** Properties that `$select` names, in the type's own spelling: `null` for all of them. */
export function bindSelect(
  text: string,
  paths: readonly PathNode[],
  context: BindContext,
): Parsed<ReadonlySet<string> | null> {
  return attempt('select', text, () => {
    const selected = new Set<string>();
    for (const path of paths) {
      const head = path.segments[0] as Segment;
      if (head.name === '*') return null;
      const found = context.model.property(context.type, head.name);
      if (found === undefined) throw noProperty(head, context.type);
      selected.add(found.name);
    }
    return selected;
  });
}

class Binder {
  readonly #context: BindContext;
  #lambdas = 0;
  #aliasDepth = 0;

  constructor(context: BindContext) {
    this.#context = context;
  }

  predicate(expression: Expression, scope: Scope): Predicate {
    switch (expression.kind) {
      case 'logical':
        return {
          kind: 'logical',
          operator: expression.operator,
          left: this.predicate(expression.left, scope),
          right: this.predicate(expression.right, scope),
        };
      case 'not':
        return { kind: 'not', operand: this.predicate(expression.operand, scope) };
      case 'compare':
        return this.#compare(expression.operator, expression.left, expression.right, expression.position, scope);
      case 'in':
        return this.#in(expression.left, expression.values, expression.position, scope);
      case 'lambda':
        return this.#lambda(expression, scope);
      case 'call':
        return this.#callPredicate(expression, scope);
      case 'alias':
        return this.#alias(expression, (value) => this.predicate(value, scope));
      case 'boolean':
        return { kind: 'constant', value: expression.value };
      case 'path': {
        const scalar = this.scalar(expression, scope);
        if (scalar.type.family === 'boolean') return { kind: 'truth', scalar };
        throw notBoolean(expression.position);
      }
      default:
        throw notBoolean(expression.position);
    }
  }

  scalar(path: PathNode, scope: Scope): Scalar {
    const target = this.#target(path, scope);
    switch (target.kind) {
      case 'scalar':
        return target.scalar;
      case 'collection':
        throw new ODataFailure(
          `The property '${lastName(path)}' is a collection and needs 'any', 'all' or '$count'`,
          path.position,
        );
      case 'structured':
        throw new ODataFailure(`'${target.type.name}' is not a primitive type`, path.position);
    }
  }

  #value(expression: Expression, scope: Scope): Scalar {
    switch (expression.kind) {
      case 'path':
        return this.scalar(expression, scope);
      case 'call':
        if (expression.name === 'tolower' || expression.name === 'toupper') return this.#changeCase(expression, scope);
        return { kind: 'predicate', predicate: this.#callPredicate(expression, scope), type: BOOLEAN };
      case 'alias':
        return this.#alias(expression, (value) => this.#value(value, scope));
      case 'logical':
      case 'not':
      case 'compare':
      case 'in':
      case 'lambda':
        return { kind: 'predicate', predicate: this.predicate(expression, scope), type: BOOLEAN };
      default:
        return literal(expression);
    }
  }

  #compare(
    operator: ComparisonOperator,
    leftNode: Expression,
    rightNode: Expression,
    position: number,
    scope: Scope,
  ): Predicate {
    const left = this.#value(leftNode, scope);
    const right = this.#value(rightNode, scope);
    if (left.type.enumeration !== null || right.type.enumeration !== null) {
      return this.#compareEnum(operator, left, right, leftNode, rightNode, position);
    }
    if (isNull(left) || isNull(right)) {
      if (operator !== 'eq' && operator !== 'ne') return { kind: 'constant', value: false };
      return { kind: 'compare', operator, left, right };
    }
    const ordered = operator !== 'eq' && operator !== 'ne';
    if (left.type.family !== right.type.family || (ordered && left.type.family === 'boolean')) {
      throw incompatible(left.type, right.type, operator, position);
    }
    return { kind: 'compare', operator, left: this.#folded(left), right: this.#folded(right) };
  }

  #compareEnum(
    operator: ComparisonOperator,
    left: Scalar,
    right: Scalar,
    leftNode: Expression,
    rightNode: Expression,
    position: number,
  ): Predicate {
    const turned = left.type.enumeration === null || left.kind === 'value';
    const subject = turned ? right : left;
    const other = turned ? left : right;
    const otherNode = turned ? leftNode : rightNode;
    const enumeration = subject.type.enumeration;
    if (enumeration === null) throw incompatible(left.type, right.type, operator, position);
    const equality = operator === 'eq' || operator === 'ne';
    if (other.kind !== 'value') {
      if (!equality || other.type.enumeration?.name !== enumeration.name) {
        throw incompatible(left.type, right.type, operator, position);
      }
      return { kind: 'compare', operator, left: subject, right: other };
    }
    if (other.value === null) {
      return equality ? { kind: 'compare', operator, left: subject, right: other } : { kind: 'constant', value: false };
    }
    const member = this.#member(enumeration, subject.type, other, otherNode, operator, position);
    if (equality) {
      const value: Scalar = { kind: 'value', value: member.name, type: subject.type };
      return { kind: 'compare', operator, left: subject, right: value };
    }
    const matches = ordering(turned ? mirrored(operator) : operator);
    const values = enumeration.members.filter((candidate) => matches(candidate.value, member.value));
    return { kind: 'in', left: subject, values: values.map((value) => value.name), type: subject.type };
  }

  #member(
    enumeration: EnumType,
    type: ScalarType,
    value: Extract<Scalar, { kind: 'value' }>,
    node: Expression,
    operator: string,
    position: number,
  ): EnumType['members'][number] {
    const sameType =
      value.type.enumeration === null || value.type.enumeration.name.toLowerCase() === enumeration.name.toLowerCase();
    if (typeof value.value !== 'string' || value.type.family === 'instant' || !sameType) {
      throw incompatible(type, value.type, operator, position);
    }
    const member = findMember(enumeration, value.value);
    if (member === undefined) {
      throw new ODataFailure(`The string '${value.value}' is not a valid enumeration type constant`, node.position);
    }
    return member;
  }

  #in(leftNode: Expression, nodes: readonly Expression[], position: number, scope: Scope): Predicate {
    const left = this.#value(leftNode, scope);
    const values = nodes.map((node): ScalarValue => {
      const value = this.#value(node, scope);
      if (value.kind !== 'value') throw new ODataFailure("The operand of 'in' must be a literal", node.position);
      if (value.value === null) return null;
      if (left.type.enumeration !== null) {
        return this.#member(left.type.enumeration, left.type, value, node, 'in', position).name;
      }
      if (value.type.family !== left.type.family) throw incompatible(left.type, value.type, 'in', position);
      const folded = this.#folded(value);
      return folded.kind === 'case' && typeof value.value === 'string' ? lower(value.value) : value.value;
    });
    return { kind: 'in', left: this.#folded(left), values, type: left.type };
  }

  #callPredicate(call: Extract<Expression, { kind: 'call' }>, scope: Scope): Predicate {
    const { name } = call;
    if (name === 'tolower' || name === 'toupper') throw notBoolean(call.position);
    if (name !== 'contains' && name !== 'startswith' && name !== 'endswith') throw unknownFunction(call);
    const [text, part] = call.arguments;
    if (call.arguments.length !== 2 || text === undefined || part === undefined) throw wrongArguments(call);
    const values = [this.#value(text, scope), this.#value(part, scope)].map((value) =>
      isNull(value) ? { kind: 'value' as const, value: null, type: TEXT } : value,
    ) as [Scalar, Scalar];
    if (values.some((value) => value.type.family !== 'text')) throw wrongArguments(call);
    return { kind: 'match', how: name, text: this.#folded(values[0]), part: this.#folded(values[1]) };
  }

  #changeCase(call: Extract<Expression, { kind: 'call' }>, scope: Scope): Scalar {
    const [operand] = call.arguments;
    if (call.arguments.length !== 1 || operand === undefined) throw wrongArguments(call);
    const value = this.#value(operand, scope);
    if (isNull(value)) return value;
    if (value.type.family !== 'text') throw wrongArguments(call);
    return { kind: 'case', to: call.name === 'tolower' ? 'lower' : 'upper', operand: value, type: TEXT };
  }

  #lambda(expression: Extract<Expression, { kind: 'lambda' }>, scope: Scope): Predicate {
    this.#lambdas += 1;
    if (this.#lambdas > MOST_LAMBDAS) {
      throw new ODataFailure(`more than ${String(MOST_LAMBDAS)} 'any' and 'all' in one filter`, expression.position);
    }
    const variable = this.#lambdas;
    const target = this.#target(expression.source, scope);
    if (target.kind !== 'collection') {
      throw new ODataFailure(
        `The property '${lastName(expression.source)}' is not a collection and has no '${expression.quantifier}'`,
        expression.position,
      );
    }
    const { quantifier } = expression;
    if (expression.body === null || expression.variable === null) {
      return { kind: 'quantifier', quantifier, source: target.source, variable, body: null };
    }
    if (scope.has(expression.variable)) {
      throw new ODataFailure(
        `The range variable '${expression.variable}' has already been declared`,
        expression.position,
      );
    }
    const inner = new Map(scope).set(expression.variable, { variable, element: target.element });
    return {
      kind: 'quantifier',
      quantifier,
      source: target.source,
      variable,
      body: this.predicate(expression.body, inner),
    };
  }

  #alias<T>(alias: Extract<Expression, { kind: 'alias' }>, read: (value: Expression) => T): T {
    const value = this.#context.aliases?.get(alias.name.toLowerCase());
    if (value === undefined)
      throw new ODataFailure(`The parameter alias '@${alias.name}' has no value`, alias.position);
    this.#aliasDepth += 1;
    if (this.#aliasDepth > DEEPEST_ALIAS) {
      throw new ODataFailure(`The parameter alias '@${alias.name}' stands for itself`, alias.position);
    }
    const result = read(value);
    this.#aliasDepth -= 1;
    return result;
  }

  #target(path: PathNode, scope: Scope): Target {
    const [head] = path.segments;
    if (head === undefined) throw new ODataFailure('Expression expected', path.position);
    const binding = scope.get(head.name);
    if (binding !== undefined) {
      const start: Target =
        binding.element.kind === 'structured'
          ? { kind: 'structured', type: binding.element.type }
          : { kind: 'scalar', scalar: property(binding.variable, [], binding.element.type) };
      return this.#walk(start, binding.variable, path.segments.slice(1));
    }
    const root: Target = { kind: 'structured', type: this.#context.type };
    return this.#walk(root, 0, head.name === '$it' ? path.segments.slice(1) : path.segments);
  }

  #walk(start: Target, variable: number, segments: readonly Segment[]): Target {
    let target = start;
    const steps: Step[] = [];
    for (const segment of segments) {
      if (segment.name === '$count' && target.kind === 'collection') {
        target = { kind: 'scalar', scalar: { kind: 'count', source: target.source, type: NUMBER } };
      } else if (target.kind === 'structured') {
        target = this.#memberOf(target.type, segment, variable, steps);
      } else if (target.kind === 'collection' && target.element.kind === 'structured' && segment.name.includes('.')) {
        const types = this.#cast(target.element.type, segment);
        const source: CollectionSource = { ...target.source, elementTypes: types.names };
        target = { kind: 'collection', source, element: { kind: 'structured', type: types.type } };
      } else {
        const reason =
          target.kind === 'collection'
            ? `The parent value of '${segment.name}' is a collection; use 'any' or 'all'`
            : `The parent value of '${segment.name}' is not a structured value`;
        throw new ODataFailure(reason, segment.position);
      }
    }
    return target;
  }

  #memberOf(type: StructuredType, segment: Segment, variable: number, steps: Step[]): Target {
    if (segment.name.includes('.')) {
      const types = this.#cast(type, segment);
      steps.push({ kind: 'cast', types: types.names });
      return { kind: 'structured', type: types.type };
    }
    const found = this.#context.model.property(type, segment.name);
    if (found === undefined) throw noProperty(segment, type);
    steps.push({ kind: 'member', name: found.name });
    const element = this.#element(found);
    if (found.collection === true) {
      return { kind: 'collection', source: { variable, steps: [...steps], elementTypes: null }, element };
    }
    if (element.kind === 'structured') return { kind: 'structured', type: element.type };
    return { kind: 'scalar', scalar: property(variable, [...steps], element.type) };
  }

  #cast(from: StructuredType, segment: Segment): { readonly type: StructuredType; readonly names: readonly string[] } {
    const { model } = this.#context;
    const type = model.find(segment.name);
    if (type === undefined || !model.derives(type, from)) {
      throw new ODataFailure(`The type '${segment.name}' does not derive from '${from.name}'`, segment.position);
    }
    return { type, names: model.derivedNames(type) };
  }

  #element(found: Property): Element {
    const resolved = this.#context.model.resolve(found);
    switch (resolved.kind) {
      case 'structured':
        return { kind: 'structured', type: resolved.type };
      case 'enum':
        return {
          kind: 'scalar',
          type: { family: 'enum', edm: resolved.type.name, enumeration: resolved.type },
        };
      case 'primitive':
        return { kind: 'scalar', type: PRIMITIVE_TYPES[resolved.name] };
    }
  }

  #folded(scalar: Scalar): Scalar {
    const folds =
      scalar.type.family === 'text' && (this.#context.ignoreCase === true || scalar.type.edm === 'Edm.Guid');
    return folds ? { kind: 'case', to: 'lower', operand: scalar, type: scalar.type } : scalar;
  }
}

const PRIMITIVE_TYPES: Readonly<Record<string, ScalarType>> & Record<PrimitiveKey, ScalarType> = {
  String: TEXT,
  Guid: { family: 'text', edm: 'Edm.Guid', enumeration: null },
  Boolean: BOOLEAN,
  Int32: NUMBER,
  Int64: { family: 'number', edm: 'Edm.Int64', enumeration: null },
  Double: { family: 'number', edm: 'Edm.Double', enumeration: null },
  DateTimeOffset: { family: 'instant', edm: 'Edm.DateTimeOffset', enumeration: null },
};
type PrimitiveKey = 'String' | 'Guid' | 'Boolean' | 'Int32' | 'Int64' | 'Double' | 'DateTimeOffset';

function property(variable: number, steps: readonly Step[], type: ScalarType): PropertyScalar {
  return { kind: 'property', variable, steps, type };
}

function literal(node: LiteralNode): Scalar {
  switch (node.kind) {
    case 'null':
      return { kind: 'value', value: null, type: NULL_TYPE };
    case 'boolean':
      return { kind: 'value', value: node.value, type: BOOLEAN };
    case 'number':
      return { kind: 'value', value: node.value, type: node.integer ? NUMBER : PRIMITIVE_TYPES.Double };
    case 'string':
      return { kind: 'value', value: node.value, type: TEXT };
    case 'guid':
      return { kind: 'value', value: node.value, type: PRIMITIVE_TYPES.Guid };
    case 'instant':
      return { kind: 'value', value: node.value, type: PRIMITIVE_TYPES.DateTimeOffset };
    case 'enum':
      return {
        kind: 'value',
        value: node.value,
        type: { family: 'enum', edm: node.type, enumeration: { name: node.type, members: [] } },
      };
  }
}

const NULL_TYPE: ScalarType = { family: 'text', edm: '<null>', enumeration: null };

function isNull(scalar: Scalar): boolean {
  return scalar.kind === 'value' && scalar.value === null;
}

function lastName(path: PathNode): string {
  return path.segments.at(-1)?.name ?? '';
}

function ordering(operator: ComparisonOperator): (left: number, right: number) => boolean {
  switch (operator) {
    case 'gt':
      return (left, right) => left > right;
    case 'ge':
      return (left, right) => left >= right;
    case 'lt':
      return (left, right) => left < right;
    case 'le':
      return (left, right) => left <= right;
    case 'eq':
      return (left, right) => left === right;
    case 'ne':
      return (left, right) => left !== right;
  }
}

function mirrored(operator: ComparisonOperator): ComparisonOperator {
  const pairs = { gt: 'lt', lt: 'gt', ge: 'le', le: 'ge', eq: 'eq', ne: 'ne' } as const;
  return pairs[operator];
}

const OPERATOR_KINDS: Readonly<Record<string, string>> = {
  eq: 'Equal',
  ne: 'NotEqual',
  gt: 'GreaterThan',
  ge: 'GreaterThanOrEqual',
  lt: 'LessThan',
  le: 'LessThanOrEqual',
  in: 'In',
};

function incompatible(left: ScalarType, right: ScalarType, operator: string, position: number): ODataFailure {
  return new ODataFailure(
    'A binary operator with incompatible types was detected. Found operand types ' +
      `'${left.edm}' and '${right.edm}' for operator kind '${OPERATOR_KINDS[operator] ?? operator}'`,
    position,
  );
}

function noProperty(segment: Segment, type: StructuredType): ODataFailure {
  return new ODataFailure(`Could not find a property named '${segment.name}' on type '${type.name}'`, segment.position);
}

function notBoolean(position: number): ODataFailure {
  return new ODataFailure('The $filter expression must evaluate to a single boolean value', position);
}

function unknownFunction(call: { readonly name: string; readonly position: number }): ODataFailure {
  return new ODataFailure(
    `An unknown function with name '${call.name}' was found. This may also be a key lookup on a navigation property, ` +
      'which is not allowed',
    call.position,
  );
}

function wrongArguments(call: { readonly name: string; readonly position: number }): ODataFailure {
  return new ODataFailure(
    `No function signature for the function with name '${call.name}' matches the specified arguments`,
    call.position,
  );
}
