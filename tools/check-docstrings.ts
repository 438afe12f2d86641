// Fails when something that a package exports has no docstring.
//
// Stops the mistake of a public name whose meaning, limits and errors are only in its author's head. Follows the exports
// of the entry file to the declarations; `export *` is refused, since it makes names public by accident.
//
// Does NOT look at the members of what is exported, nor at what a docstring says.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lineAt, parseSource, type ParsedSource } from './source-imports.ts';

/** Entry files of the packages that are published as libraries. */
const entries = ['packages/engine/src/index.ts', 'packages/knowledge/src/index.ts'];

/**
 * Checks everything that `entry` exports.
 *
 * @param root Folder of the checkout.
 * @param entry Path relative to it.
 *
 * @returns One line per undocumented or unresolved name.
 */
export function checkDocstrings(root: string, entry: string): readonly string[] {
  const sources = new Map<string, ParsedSource>();
  const read = (file: string): ParsedSource => {
    const known = sources.get(file) ?? parseSource(file, readFileSync(join(root, file), 'utf8'));
    sources.set(file, known);
    return known;
  };
  const problems: string[] = [];
  for (const statement of read(entry).program.body) {
    if (statement.type === 'ExportAllDeclaration') {
      problems.push(`${entry}:${lineAt(read(entry).text, statement.start)}: list the names instead of \`export *\``);
    }
  }
  for (const name of exportedNames(read(entry))) {
    const problem = checkName(read, entry, name);
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

function exportedNames({ program }: ParsedSource): readonly string[] {
  return program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return [];
    const listed = statement.specifiers.map(({ exported }) => nameOf(exported));
    return [...listed, ...declaredNames(statement.declaration)];
  });
}

function checkName(read: (file: string) => ParsedSource, file: string, name: string): string | undefined {
  const source = read(file);
  for (const statement of source.program.body) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    if (declaredNames(statement.declaration).includes(name))
      return requireDocstring(source, file, name, statement.start);
    const specifier = statement.specifiers.find(({ exported }) => nameOf(exported) === name);
    if (specifier === undefined) continue;
    const local = nameOf(specifier.local);
    const from = statement.source?.value;
    if (from !== undefined) {
      // What another package exports is documented there.
      return from.startsWith('.') ? checkName(read, posix.join(posix.dirname(file), from), local) : undefined;
    }
    const declaration = source.program.body.find((one) => declaredNames(one).includes(local));
    if (declaration !== undefined) return requireDocstring(source, file, local, declaration.start);
  }
  return `${file}: the declaration of \`${name}\` was not found`;
}

function requireDocstring(
  { text, comments }: ParsedSource,
  file: string,
  name: string,
  start: number,
): string | undefined {
  const documented = comments.some(
    ({ type, value, end }) =>
      type === 'Block' && value.startsWith('*') && end <= start && text.slice(end, start).trim() === '',
  );
  return documented ? undefined : `${file}:${lineAt(text, start)}: \`${name}\` is public and has no docstring`;
}

interface Declaration {
  readonly type: string;
  readonly id?: unknown;
  readonly declarations?: readonly { readonly id: unknown }[];
}

function declaredNames(declaration: Declaration | null): readonly string[] {
  if (declaration === null) return [];
  const ids = declaration.declarations?.map(({ id }) => id) ?? [declaration.id];
  return ids.flatMap((id) => (isNamed(id) ? [id.name] : []));
}

function isNamed(value: unknown): value is { readonly name: string } {
  return typeof value === 'object' && value !== null && typeof (value as { name?: unknown }).name === 'string';
}

function nameOf(name: { readonly name: string } | { readonly value: string }): string {
  return 'name' in name ? name.name : name.value;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const problems = entries.flatMap((entry) => checkDocstrings(root, entry));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
