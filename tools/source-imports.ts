// What one source file imports, and which globals it uses; shared by the checks that read sources.
import { parseSync, type Comment, type Program } from 'oxc-parser';

/** One import of a file, static or dynamic, also `export … from`. */
export interface SourceImport {
  /** As written, `./decide.ts`; `null` when a dynamic import computes it. */
  readonly specifier: string | null;
  /** `type` imports are erased by the compiler; `dynamic` ones run later. */
  readonly kind: 'value' | 'type' | 'dynamic';
  /** 1-based. */
  readonly line: number;
}

/** A use of a global that gives another answer another time, or that is not there everywhere. */
export interface GlobalUse {
  /** As one would write it, `Date.now`. */
  readonly name: string;
  /** 1-based. */
  readonly line: number;
}

/** A parsed file. */
export interface ParsedSource {
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

/**
 * Parses TypeScript or JavaScript.
 *
 * @throws {SyntaxError} With the file and line of the first error.
 */
export function parseSource(file: string, text: string): ParsedSource {
  const { program, comments, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) {
    throw new SyntaxError(`${file}:${lineAt(text, error.labels[0]?.start ?? 0)}: ${error.message}`);
  }
  return { text, program, comments };
}

/** Line of a character, 1-based. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** Lists every import of a file. */
export function importsOf({ text, program }: ParsedSource): readonly SourceImport[] {
  const found: SourceImport[] = [];
  visit(program, (node) => {
    const kind = importKind(node);
    if (kind === undefined) return;
    const source = node['source'];
    const specifier = isNode(source) && typeof source['value'] === 'string' ? source['value'] : null;
    found.push({ specifier, kind, line: lineAt(text, node.start) });
  });
  return found;
}

function importKind(node: Node): SourceImport['kind'] | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return node['importKind'] === 'type' || onlyTypes(node['specifiers'], 'importKind') ? 'type' : 'value';
    case 'ExportNamedDeclaration':
      if (node['source'] === null) return undefined;
      return node['exportKind'] === 'type' || onlyTypes(node['specifiers'], 'exportKind') ? 'type' : 'value';
    case 'ExportAllDeclaration':
      return node['exportKind'] === 'type' ? 'type' : 'value';
    case 'ImportExpression':
      return 'dynamic';
    case 'TSImportType':
      return 'type';
    default:
      return undefined;
  }
}

function onlyTypes(specifiers: unknown, key: string): boolean {
  return (
    Array.isArray(specifiers) && specifiers.length > 0 && specifiers.every((one) => isNode(one) && one[key] === 'type')
  );
}

/**
 * Lists uses of `names` (identifiers such as `process`, members such as `Date.now`) and of the current time as `Date()`
 * or `new Date()`.
 *
 * A name that the file declares itself anywhere is taken for its own, so shadowing in one place hides a use in another;
 * the compiler, which knows no such globals in the engine, covers that.
 */
export function globalsOf({ text, program }: ParsedSource, names: ReadonlySet<string>): readonly GlobalUse[] {
  const declared = new Set<string>();
  const uses: { readonly name: string; readonly root: string; readonly start: number }[] = [];
  visit(program, (node, parent, key) => {
    if (node.type === 'MemberExpression') {
      const member = memberName(node);
      if (member !== undefined && names.has(member)) {
        uses.push({ name: member, root: member.slice(0, member.indexOf('.')), start: node.start });
      }
    }
    const callee = node['callee'];
    if (isNode(callee) && callee['name'] === 'Date') {
      const args = node['arguments'];
      const noArguments = Array.isArray(args) && args.length === 0;
      if (node.type === 'CallExpression') uses.push({ name: 'Date()', root: 'Date', start: node.start });
      else if (node.type === 'NewExpression' && noArguments) {
        uses.push({ name: 'new Date()', root: 'Date', start: node.start });
      }
    }
    for (const name of bindingsOf(node)) declared.add(name);
    if (node.type !== 'Identifier' || parent === undefined) return;
    const name = String(node['name']);
    if (names.has(name) && isReference(parent, key)) uses.push({ name, root: name, start: node.start });
  });
  return uses.filter(({ root }) => !declared.has(root)).map(({ name, start }) => ({ name, line: lineAt(text, start) }));
}

function memberName(node: Node): string | undefined {
  const { object, property } = node as unknown as { readonly object: unknown; readonly property: unknown };
  if (!isNode(object) || object.type !== 'Identifier' || !isNode(property)) return undefined;
  const name = node['computed'] === true ? property['value'] : property['name'];
  return typeof name === 'string' ? `${String(object['name'])}.${name}` : undefined;
}

/** Names that a node declares itself: a variable, parameter, function, class or import. */
function bindingsOf(node: Node): readonly string[] {
  switch (node.type) {
    case 'VariableDeclarator':
    case 'ClassDeclaration':
      return patternNames(node['id']);
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return [...patternNames(node['id']), ...patternNames(node['params'])];
    case 'CatchClause':
      return patternNames(node['param']);
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return patternNames(node['local']);
    default:
      return [];
  }
}

function patternNames(pattern: unknown): readonly string[] {
  if (Array.isArray(pattern)) return pattern.flatMap(patternNames);
  if (!isNode(pattern)) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [String(pattern['name'])];
    case 'ObjectPattern':
      return patternNames(pattern['properties']);
    case 'ArrayPattern':
      return patternNames(pattern['elements']);
    case 'Property':
      return patternNames(pattern['value']);
    case 'AssignmentPattern':
      return patternNames(pattern['left']);
    case 'RestElement':
      return patternNames(pattern['argument']);
    default:
      return [];
  }
}

function isReference(parent: Node, key: string): boolean {
  if (parent.type === 'MemberExpression' && key === 'property') return parent['computed'] === true;
  if (key === 'key') return parent['computed'] === true;
  if (key === 'label') return false;
  // In type positions a name is no value; labels and qualified names are none either.
  return (
    !parent.type.startsWith('TS') ||
    ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'].includes(parent.type)
  );
}

type Visitor = (node: Node, parent: Node | undefined, key: string) => void;

function visit(value: unknown, visitor: Visitor, parent?: Node, key = ''): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, visitor, parent, key);
    return;
  }
  if (!isNode(value)) return;
  visitor(value, parent, key);
  for (const [childKey, child] of Object.entries(value)) {
    if (child !== null && typeof child === 'object') visit(child, visitor, value, childKey);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
