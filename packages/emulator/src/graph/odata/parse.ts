import type { ComparisonOperator, Expression, OrderNode, PathNode, Segment } from './ast.ts';
import { tokenize, type Token } from './lexer.ts';
import { attempt, ODataFailure, type Parsed } from './problem.ts';
import { readInstant } from './time.ts';

/** Brackets, `not` and lambdas inside each other; deeper nesting is refused, as every OData service does. */
const DEEPEST = 50;
/** Operators, literals, paths and calls of one expression. */
const MOST_NODES = 500;

const COMPARISONS: ReadonlySet<string> = new Set<ComparisonOperator>(['eq', 'ne', 'gt', 'ge', 'lt', 'le']);
const UNSUPPORTED_OPERATORS: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div', 'divby', 'mod', 'has']);

/**
 * Parses a `$filter` expression.
 *
 * Reads comparison, `and`, `or`, `not`, `in`, calls, `any` and `all`, paths, `$it`, aliases and literals, by the
 * precedence of the OData URL conventions. Never throws, whatever the text.
 *
 * This does NOT look names up: see {@link bindFilter}.
 */
export function parseFilter(text: string): Parsed<Expression> {
  return attempt('filter', text, () => {
    const parser = new Parser(tokenize(text));
    const expression = parser.expression();
    parser.end();
    return expression;
  });
}

/** Parses a literal or a list that an alias such as `@p=…` stands for. Never throws. */
export function parseAliasValue(text: string): Parsed<Expression> {
  return attempt('filter', text, () => {
    const parser = new Parser(tokenize(text));
    const expression = parser.operand();
    parser.end();
    return expression;
  });
}

/** Parses `$orderby`. Never throws. */
export function parseOrderBy(text: string): Parsed<readonly OrderNode[]> {
  return attempt('orderby', text, () => {
    const parser = new Parser(tokenize(text));
    const keys = [parser.orderKey()];
    while (parser.skip(',')) keys.push(parser.orderKey());
    parser.end();
    return keys;
  });
}

/** Parses `$select`: paths separated by commas, or `*`. Never throws. */
export function parseSelect(text: string): Parsed<readonly PathNode[]> {
  return attempt('select', text, () => {
    const parser = new Parser(tokenize(text));
    const paths = [parser.selected()];
    while (parser.skip(',')) paths.push(parser.selected());
    parser.end();
    return paths;
  });
}

class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;
  #nodes = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expression(): Expression {
    let left = this.#conjunction();
    while (this.#word('or')) left = this.#logical('or', left, this.#conjunction());
    return left;
  }

  operand(): Expression {
    const token = this.#peek();
    if (token.kind === 'punctuation' && token.text === '(') {
      return this.#nested(() => {
        this.#next();
        const inner = this.expression();
        this.#expect(')');
        return inner;
      });
    }
    return this.#primary();
  }

  orderKey(): OrderNode {
    const path = this.#path();
    const direction = this.#peek();
    if (direction.kind !== 'identifier') return { path, descending: false };
    const word = direction.text.toLowerCase();
    if (word !== 'asc' && word !== 'desc') throw this.#syntax();
    this.#next();
    return { path, descending: word === 'desc' };
  }

  selected(): PathNode {
    const token = this.#peek();
    if (!this.skip('*')) return this.#path();
    return {
      kind: 'path',
      segments: [{ name: '*', position: token.position }],
      position: token.position,
    };
  }

  skip(punctuation: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'punctuation' || token.text !== punctuation) return false;
    this.#next();
    return true;
  }

  end(): void {
    if (this.#peek().kind !== 'end') throw this.#syntax();
  }

  #conjunction(): Expression {
    let left = this.#comparison();
    while (this.#word('and')) left = this.#logical('and', left, this.#comparison());
    return left;
  }

  #logical(operator: 'and' | 'or', left: Expression, right: Expression): Expression {
    this.#count(left.position);
    return { kind: 'logical', operator, left, right, position: left.position };
  }

  #comparison(): Expression {
    const token = this.#peek();
    if (token.kind === 'identifier' && token.text.toLowerCase() === 'not') {
      return this.#nested(() => {
        this.#next();
        this.#count(token.position);
        return { kind: 'not', operand: this.#comparison(), position: token.position };
      });
    }
    const left = this.operand();
    const operator = this.#peek();
    if (operator.kind !== 'identifier') return left;
    const word = operator.text.toLowerCase();
    if (COMPARISONS.has(word)) {
      this.#next();
      this.#count(operator.position);
      const right = this.operand();
      return { kind: 'compare', operator: word as ComparisonOperator, left, right, position: operator.position };
    }
    if (word === 'in') {
      this.#next();
      return this.#in(left, operator.position);
    }
    if (UNSUPPORTED_OPERATORS.has(word)) {
      throw new ODataFailure(`The operator '${word}' is not supported`, operator.position);
    }
    return left;
  }

  #in(left: Expression, position: number): Expression {
    this.#count(position);
    const alias = this.#peek();
    if (alias.kind === 'identifier' && alias.text.startsWith('@')) {
      return { kind: 'in', left, values: [this.#primary()], position };
    }
    this.#expect('(');
    const values = [this.#primary()];
    while (this.skip(',')) values.push(this.#primary());
    this.#expect(')');
    return { kind: 'in', left, values, position };
  }

  #primary(): Expression {
    const token = this.#peek();
    this.#count(token.position);
    switch (token.kind) {
      case 'string':
        this.#next();
        return { kind: 'string', value: token.text, position: token.position };
      case 'number': {
        this.#next();
        const value = Number(token.text);
        if (!Number.isFinite(value)) {
          throw new ODataFailure(`Unrecognized 'Edm.Double' literal '${token.text}'`, token.position);
        }
        return { kind: 'number', value, integer: /^[+-]?\d+$/.test(token.text), position: token.position };
      }
      case 'instant': {
        this.#next();
        const value = readInstant(token.text);
        if (value === null) {
          throw new ODataFailure(`Unrecognized 'Edm.DateTimeOffset' literal '${token.text}'`, token.position);
        }
        return { kind: 'instant', value, position: token.position };
      }
      case 'guid':
        this.#next();
        return { kind: 'guid', value: token.text.toLowerCase(), position: token.position };
      case 'identifier':
        return this.#named(token);
      default:
        throw this.#syntax();
    }
  }

  #named(token: Token): Expression {
    const word = token.text.toLowerCase();
    const following = this.#tokens[this.#index + 1];
    if (following?.kind === 'string' && following.position === token.position + token.text.length) {
      this.#next();
      this.#next();
      return { kind: 'enum', type: token.text, value: following.text, position: token.position };
    }
    if (following?.kind === 'punctuation' && following.text === '(') return this.#call(token);
    if (following?.kind !== 'punctuation' || following.text !== '/') {
      if (word === 'null') return this.#constant({ kind: 'null', position: token.position });
      if (word === 'true' || word === 'false') {
        return this.#constant({ kind: 'boolean', value: word === 'true', position: token.position });
      }
      if (token.text.startsWith('@')) {
        return this.#constant({ kind: 'alias', name: token.text.slice(1), position: token.position });
      }
    }
    return this.#pathOrLambda();
  }

  #constant(expression: Expression): Expression {
    this.#next();
    return expression;
  }

  #call(name: Token): Expression {
    return this.#nested(() => {
      this.#next();
      this.#expect('(');
      const values: Expression[] = [];
      if (!this.skip(')')) {
        do values.push(this.expression());
        while (this.skip(','));
        this.#expect(')');
      }
      return { kind: 'call', name: name.text.toLowerCase(), arguments: values, position: name.position };
    });
  }

  #pathOrLambda(): Expression {
    const segments: Segment[] = [this.#segment()];
    while (this.skip('/')) {
      const token = this.#peek();
      const word = token.text.toLowerCase();
      const following = this.#tokens[this.#index + 1];
      const bracket = following?.kind === 'punctuation' && following.text === '(';
      if (token.kind === 'identifier' && bracket && (word === 'any' || word === 'all')) {
        return this.#lambda({ kind: 'path', segments, position: segments[0]?.position ?? 0 }, word, token.position);
      }
      segments.push(this.#segment());
    }
    return { kind: 'path', segments, position: segments[0]?.position ?? 0 };
  }

  #lambda(source: PathNode, quantifier: 'any' | 'all', position: number): Expression {
    return this.#nested(() => {
      this.#next();
      this.#expect('(');
      if (this.skip(')')) {
        if (quantifier === 'all') throw new ODataFailure("The method 'all' requires an expression", position);
        return { kind: 'lambda', quantifier, source, variable: null, body: null, position };
      }
      const variable = this.#peek();
      if (variable.kind !== 'identifier' || /[$@.]/.test(variable.text)) throw this.#syntax();
      this.#next();
      this.#expect(':');
      const body = this.expression();
      this.#expect(')');
      return { kind: 'lambda', quantifier, source, variable: variable.text, body, position };
    });
  }

  #path(): PathNode {
    const segments = [this.#segment()];
    while (this.skip('/')) segments.push(this.#segment());
    return { kind: 'path', segments, position: segments[0]?.position ?? 0 };
  }

  #segment(): Segment {
    const token = this.#peek();
    if (token.kind !== 'identifier' || token.text.startsWith('@')) throw this.#syntax();
    this.#next();
    return { name: token.text, position: token.position };
  }

  #nested<T>(inner: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new ODataFailure('Recursion depth exceeded allowed limit', this.#peek().position);
    const value = inner();
    this.#depth -= 1;
    return value;
  }

  #count(position: number): void {
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) {
      throw new ODataFailure(`The node count limit of '${String(MOST_NODES)}' has been exceeded`, position);
    }
  }

  #word(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'identifier' || token.text.toLowerCase() !== word) return false;
    this.#next();
    return true;
  }

  #expect(punctuation: string): void {
    if (!this.skip(punctuation)) throw this.#syntax(`')' or operator expected`);
  }

  #peek(): Token {
    return this.#tokens[this.#index] ?? { kind: 'end', text: '', position: 0 };
  }

  #next(): void {
    this.#index = Math.min(this.#index + 1, this.#tokens.length - 1);
  }

  #syntax(detail?: string): ODataFailure {
    const token = this.#peek();
    if (token.kind === 'end' && detail === undefined) return new ODataFailure('Expression expected', token.position);
    return new ODataFailure(detail === undefined ? 'Syntax error' : `Syntax error: ${detail}`, token.position);
  }
}
