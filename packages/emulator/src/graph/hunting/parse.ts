import { badRequest } from '../errors/graph-error.ts';
import { millisecondsOf, readInstant } from '../odata/time.ts';
import type {
  HuntingExpression,
  HuntingOperator,
  HuntingOrder,
  HuntingQuery,
  HuntingValue,
  NamedExpression,
} from './query.ts';

const LONGEST = 10_000;
const DEEPEST = 50;
const TOKEN =
  /\s+|\/\/[^\n]*|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|@"[^"]*"|@'[^']*')|(\d+(?:\.\d+)?(?:ms|d|h|m|s)?)(?![\w])|([A-Za-z_][\w]*)|(==|!=|=~|!~|<=|>=|!in~|!in\b|!contains\b|!has\b|!startswith\b|!endswith\b|[|<>=(),;+*/-])/y;

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const COMPARISONS = new Set([
  '==',
  '!=',
  '=~',
  '!~',
  '<',
  '<=',
  '>',
  '>=',
  'contains',
  '!contains',
  'has',
  '!has',
  'startswith',
  '!startswith',
  'endswith',
  '!endswith',
]);

interface Token {
  readonly kind: 'string' | 'number' | 'word' | 'sign' | 'end';
  readonly text: string;
  readonly position: number;
}

/**
 * Parses the subset of the Kusto query language that the emulator runs: one table and the operators `where`,
 * `project`, `extend`, `summarize`, `distinct`, `sort`/`order`, `top`, `take`/`limit` and `count`.
 *
 * @throws GraphError 400 that names what is not understood, with its position
 */
export function parseHuntingQuery(text: string): HuntingQuery {
  if (text.length > LONGEST) throw badRequest(`The query is longer than ${String(LONGEST)} characters.`);
  return new Parser(tokenize(text)).query();
}

function problem(what: string, position: number): Error {
  return badRequest(`The query cannot be run: ${what} at position ${String(position)}.`);
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (match === null) throw problem(`a syntax error`, position);
    const [whole, string, number, word, sign] = match;
    if (string !== undefined) tokens.push({ kind: 'string', text: unquote(string), position });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, position });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, position });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, position });
    position += whole.length;
  }
  tokens.push({ kind: 'end', text: '', position });
  return tokens;
}

function unquote(text: string): string {
  if (text.startsWith('@')) return text.slice(2, -1);
  return text
    .slice(1, -1)
    .replace(/\\(.)/g, (_, escaped: string) => ({ n: '\n', t: '\t', r: '\r' })[escaped] ?? escaped);
}

class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): HuntingQuery {
    const table = this.#peek();
    if (table.kind !== 'word') throw problem('the name of a table is expected', table.position);
    this.#index += 1;
    const operators: HuntingOperator[] = [];
    while (this.#sign('|')) operators.push(...this.#operator());
    this.#sign(';');
    const rest = this.#peek();
    if (rest.kind !== 'end') throw problem(`'${rest.text.slice(0, 40)}' is not expected`, rest.position);
    return { table: table.text, position: table.position, operators };
  }

  #operator(): readonly HuntingOperator[] {
    const token = this.#peek();
    this.#index += 1;
    switch (token.text.toLowerCase()) {
      case 'where':
      case 'filter':
        return [{ kind: 'where', condition: this.#expression() }];
      case 'project':
        return [{ kind: 'project', columns: this.#named() }];
      case 'extend':
        return [{ kind: 'extend', columns: this.#named() }];
      case 'distinct':
        return [{ kind: 'distinct', columns: this.#named() }];
      case 'summarize':
        return [this.#summarize()];
      case 'sort':
      case 'order':
        this.#word('by');
        return [{ kind: 'sort', keys: this.#orders() }];
      case 'top': {
        const rows = this.#rows();
        this.#word('by');
        return [
          { kind: 'sort', keys: this.#orders() },
          { kind: 'take', rows },
        ];
      }
      case 'take':
      case 'limit':
        return [{ kind: 'take', rows: this.#rows() }];
      case 'count':
        return [{ kind: 'count' }];
      default:
        throw problem(`the operator '${token.text.slice(0, 40)}' is not supported`, token.position);
    }
  }

  #summarize(): HuntingOperator {
    const aggregates = this.#is('word', 'by') ? [] : this.#named();
    const by = this.#is('word', 'by') ? (this.#word('by'), this.#named()) : [];
    return { kind: 'summarize', aggregates, by };
  }

  #named(): readonly NamedExpression[] {
    const columns: NamedExpression[] = [];
    do {
      const [first, second] = [this.#peek(), this.#tokens[this.#index + 1]];
      if (first.kind === 'word' && second?.kind === 'sign' && second.text === '=') {
        this.#index += 2;
        columns.push({ name: first.text, expression: this.#expression() });
      } else {
        const expression = this.#expression();
        columns.push({ name: defaultName(expression, columns.length), expression });
      }
    } while (this.#sign(','));
    return columns;
  }

  #orders(): readonly HuntingOrder[] {
    const keys: HuntingOrder[] = [];
    do {
      const expression = this.#expression();
      const ascending = this.#is('word', 'asc');
      if (ascending || this.#is('word', 'desc')) this.#index += 1;
      keys.push({ expression, descending: !ascending });
    } while (this.#sign(','));
    return keys;
  }

  #rows(): number {
    const token = this.#peek();
    if (token.kind !== 'number' || !/^\d+$/.test(token.text))
      throw problem('a number of rows is expected', token.position);
    this.#index += 1;
    return Number(token.text);
  }

  #expression(): HuntingExpression {
    return this.#nested(() => this.#chain('or', () => this.#chain('and', () => this.#comparison())));
  }

  #chain(word: string, next: () => HuntingExpression): HuntingExpression {
    let left = next();
    while (this.#is('word', word)) {
      const { position } = this.#peek();
      this.#index += 1;
      left = { kind: 'binary', operator: word, left, right: next(), position };
    }
    return left;
  }

  #comparison(): HuntingExpression {
    const left = this.#sum();
    const token = this.#peek();
    const operator = token.text.toLowerCase();
    if (COMPARISONS.has(operator) && token.kind !== 'string') {
      this.#index += 1;
      return { kind: 'binary', operator, left, right: this.#sum(), position: token.position };
    }
    const inToken = token.kind === 'word' && operator === 'in';
    if (inToken || operator === '!in' || operator === '!in~') {
      this.#index += 1;
      const tilde = operator.endsWith('~');
      this.#expect('(');
      const values: HuntingExpression[] = [];
      do values.push(this.#sum());
      while (this.#sign(','));
      this.#expect(')');
      return { kind: 'in', left, values, negated: operator.startsWith('!'), ignoreCase: tilde };
    }
    return left;
  }

  #sum(): HuntingExpression {
    let left = this.#primary();
    while (this.#is('sign', '-') || this.#is('sign', '+')) {
      const token = this.#peek();
      this.#index += 1;
      left = { kind: 'binary', operator: token.text, left, right: this.#primary(), position: token.position };
    }
    return left;
  }

  #primary(): HuntingExpression {
    const token = this.#peek();
    this.#index += 1;
    switch (token.kind) {
      case 'string':
        return { kind: 'literal', value: { kind: 'string', value: token.text } };
      case 'number':
        return { kind: 'literal', value: readNumber(token.text) };
      case 'sign':
        if (token.text === '(') {
          const inner = this.#expression();
          this.#expect(')');
          return inner;
        }
        throw problem(`'${token.text}' is not expected`, token.position);
      case 'word':
        return this.#identifier(token);
      case 'end':
        throw problem('an expression is expected', token.position);
    }
  }

  #identifier(token: Token): HuntingExpression {
    const word = token.text.toLowerCase();
    if (word === 'true' || word === 'false')
      return { kind: 'literal', value: { kind: 'bool', value: word === 'true' } };
    if (!this.#sign('(')) return { kind: 'column', name: token.text, position: token.position };
    if (word === 'datetime') return this.#datetime(token.position);
    const values: HuntingExpression[] = [];
    if (!this.#sign(')')) {
      do values.push(this.#expression());
      while (this.#sign(','));
      this.#expect(')');
    }
    return { kind: 'call', name: word, arguments: values, position: token.position };
  }

  #datetime(position: number): HuntingExpression {
    let text = '';
    while (!this.#is('sign', ')') && this.#peek().kind !== 'end') {
      text += this.#peek().text;
      this.#index += 1;
    }
    this.#expect(')');
    const instant = readInstant(text.trim());
    if (instant === null) throw problem('this is no datetime; quote it as datetime("2026-01-31T00:00:00Z")', position);
    return { kind: 'literal', value: { kind: 'datetime', value: millisecondsOf(instant) } };
  }

  #nested<T>(inner: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw problem('the nesting is too deep', this.#peek().position);
    const value = inner();
    this.#depth -= 1;
    return value;
  }

  #is(kind: Token['kind'], text: string): boolean {
    const token = this.#peek();
    return token.kind === kind && token.text.toLowerCase() === text;
  }

  #sign(text: string): boolean {
    if (!this.#is('sign', text)) return false;
    this.#index += 1;
    return true;
  }

  #word(text: string): void {
    if (!this.#is('word', text)) throw problem(`'${text}' is expected`, this.#peek().position);
    this.#index += 1;
  }

  #expect(text: string): void {
    if (!this.#sign(text)) throw problem(`'${text}' is expected`, this.#peek().position);
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#index, this.#tokens.length - 1)] ?? { kind: 'end', text: '', position: 0 };
  }
}

function readNumber(text: string): HuntingValue {
  const unit = /[a-z]+$/.exec(text)?.[0];
  if (unit === undefined) return { kind: 'long', value: Number(text) };
  return { kind: 'timespan', value: Number(text.slice(0, -unit.length)) * (UNITS[unit] ?? 1) };
}

function defaultName(expression: HuntingExpression, index: number): string {
  if (expression.kind === 'column') return expression.name;
  if (expression.kind !== 'call') return `Column${String(index + 1)}`;
  const [first] = expression.arguments;
  if (expression.name === 'bin' && first?.kind === 'column') return first.name;
  return first?.kind === 'column' ? `${expression.name}_${first.name}` : `${expression.name}_`;
}
