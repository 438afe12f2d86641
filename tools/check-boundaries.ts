// Fails when code imports what docs/architecture.md does not allow.
//
// Stops these mistakes: an authorization rule that leaks out of the engine, an engine that is not pure, a package that
// works only because npm hoisted somebody else's dependency, a reach into another package's inner files, import cycles.
//
// Run: node --import tsx tools/check-boundaries.ts [folder of the checkout]
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFiles } from './project-files.mjs';
import { globalsOf, importsOf, parseSource, type ParsedSource, type SourceImport } from './source-imports.ts';

/** Which of our packages each folder of `packages/` may import, by folder name. A folder that is not here is an error. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  knowledge: ['engine'],
  emulator: ['engine', 'knowledge'],
  audit: ['engine', 'knowledge'],
  workbench: ['engine', 'knowledge'],
  cli: ['engine', 'knowledge', 'emulator', 'audit'],
};

/** Packages whose sources run anywhere and depend on their arguments only. */
const pure: ReadonlySet<string> = new Set(['engine']);

/** Packages that are published as a bundle: what of ours they import is in it, so users need not install it. */
const bundled: ReadonlySet<string> = new Set(['cli']);

/** Globals that pure sources must not use. */
const impure: ReadonlySet<string> = new Set(
  (
    'Date.now Math.random process Buffer URL URLSearchParams URLPattern fetch Request Response Headers performance crypto ' +
    'console globalThis window self document navigator localStorage require setTimeout setInterval setImmediate ' +
    'queueMicrotask structuredClone TextEncoder TextDecoder atob btoa Intl'
  ).split(' '),
);

/** Inner files that code outside `packages/` may import, because their package has no exports. */
const innerEntries: ReadonlySet<string> = new Set(['packages/cli/src/main.ts']);

/** Folders of a package that take part in building or testing it, not in running it. */
const testFile = /\.test\.tsx?$|\.bench\.ts$|^(?!src\/|bin\/)/;

/** One broken rule. */
export interface Violation {
  readonly file: string;
  /** 1-based; 0 when it concerns the whole file. */
  readonly line: number;
  readonly message: string;
}

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Place {
  /** Folder under `packages/`; `undefined` outside. */
  readonly folder: string | undefined;
  /** Whether the file is part of what is shipped. */
  readonly shipped: boolean;
}

/**
 * Checks the given files.
 *
 * This does NOT resolve computed dynamic imports, and reads TypeScript and JavaScript only.
 *
 * @param root Folder of the checkout.
 * @param files Paths relative to it, with `/`.
 *
 * @returns Everything that is wrong, in the order of the files.
 */
export function checkBoundaries(root: string, files: readonly string[]): readonly Violation[] {
  const manifests = readManifests(root, files);
  const violations: Violation[] = [];
  const edges = new Map<string, readonly string[]>();
  for (const file of files) {
    if (!/\.(m?[tj]s|tsx)$/.test(file)) continue;
    const source = parse(root, file, violations);
    if (source === undefined) continue;
    const place = placeOf(file);
    if (place.folder !== undefined && allowed[place.folder] === undefined) {
      violations.push({
        file,
        line: 0,
        message: `there is no rule for packages/${place.folder}; add it to this check`,
      });
      continue;
    }
    const targets: string[] = [];
    for (const one of importsOf(source)) {
      if (one.specifier === null) continue;
      const target = one.specifier.startsWith('.')
        ? posix.join(posix.dirname(file), one.specifier.replace(/\?.*$/, ''))
        : undefined;
      const message =
        target === undefined
          ? checkBare(one.specifier, file, place, manifests)
          : checkRelative(target, place, existsSync(join(root, target)) || isBuilt(target));
      if (message !== undefined) violations.push({ file, line: one.line, message });
      if (target !== undefined && isEdge(one)) targets.push(target);
    }
    edges.set(file, targets);
    if (place.shipped && place.folder !== undefined && pure.has(place.folder)) {
      for (const { name, line } of globalsOf(source, impure)) {
        violations.push({ file, line, message: `\`${name}\` makes ${place.folder} impure; take it as an argument` });
      }
    }
  }
  return [...violations, ...findCycles(edges)];
}

function parse(root: string, file: string, violations: Violation[]): ParsedSource | undefined {
  try {
    return parseSource(file, readFileSync(join(root, file), 'utf8'));
  } catch (error) {
    violations.push({ file, line: 0, message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

function readManifests(root: string, files: readonly string[]): ReadonlyMap<string, Manifest> {
  const found = files.filter((file) => /^(packages\/[^/]+\/)?package\.json$/.test(file));
  return new Map(
    found.map((file) => [
      posix.dirname(file) === '.' ? '' : posix.basename(posix.dirname(file)),
      JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest,
    ]),
  );
}

function placeOf(file: string): Place {
  const match = /^packages\/([^/]+)\/(.*)$/.exec(file);
  const [, folder, inner = ''] = match ?? [];
  return { folder, shipped: folder !== undefined && !testFile.test(inner) };
}

/** Erased imports cannot make a cycle at run time, and dynamic ones run after both modules are there. */
function isEdge(one: SourceImport): boolean {
  return one.kind === 'value';
}

function isBuilt(target: string): boolean {
  return target.includes('/dist/');
}

function checkBare(
  specifier: string,
  file: string,
  place: Place,
  manifests: ReadonlyMap<string, Manifest>,
): string | undefined {
  if (specifier.startsWith('node:')) {
    return place.shipped && pure.has(place.folder ?? '')
      ? `${place.folder} is pure and must not import \`${specifier}\``
      : undefined;
  }
  // Made by the package's own build, from files of the checkout.
  if (specifier.startsWith('virtual:')) return undefined;
  if (builtinModules.includes(specifier)) return `write \`node:${specifier}\``;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const own = [...manifests].find(([, manifest]) => manifest.name === name)?.[0];
  if (own !== undefined && own !== '') {
    const message = checkOwn(own, specifier, name, file, place);
    if (message !== undefined) return message;
    if (own === place.folder || place.folder === undefined) return undefined;
  }
  return isDeclared(name, place, manifests) ? undefined : undeclared(name, place);
}

function checkOwn(own: string, specifier: string, name: string, file: string, place: Place): string | undefined {
  if (specifier !== name && specifier.startsWith(`${name}/src`)) return `\`${specifier}\` is an inner file of ${own}`;
  if (place.folder === undefined) return undefined;
  if (own === place.folder) {
    return place.shipped ? `${file} imports its own package by name; use a relative path` : undefined;
  }
  return allowed[place.folder]?.includes(own) ? undefined : `${place.folder} must not import ${own}`;
}

function checkRelative(target: string, place: Place, exists: boolean): string | undefined {
  const to = /^packages\/([^/]+)\//.exec(target)?.[1];
  if (place.folder !== undefined && to !== place.folder) {
    if (to !== undefined) return `\`${target}\` is an inner file of ${to}; import the package by its name`;
    if (place.shipped && !isShim(place, target)) return `\`${target}\` is outside of the package`;
  }
  if (place.folder === undefined && /^packages\/[^/]+\/src\//.test(target) && !innerEntries.has(target)) {
    return `\`${target}\` is an inner file of ${to}; import the package by its name`;
  }
  return exists ? undefined : `\`${target}\` does not exist`;
}

const CHECKOUT_TOOLS: ReadonlySet<string> = new Set([
  'tools/build-cli.mjs',
  'tools/build-workbench.mjs',
  'tools/bundle-stamp.mjs',
]);

/** The shim of the command builds it again in a checkout, and only there. */
function isShim(place: Place, target: string): boolean {
  return place.folder === 'cli' && CHECKOUT_TOOLS.has(target);
}

/** What is shipped needs it at run time; tests, tools and build steps may use the tools of the whole workspace. */
function isDeclared(name: string, place: Place, manifests: ReadonlyMap<string, Manifest>): boolean {
  const own = manifests.get(place.folder ?? '');
  if (own?.dependencies?.[name] !== undefined) return true;
  if (bundled.has(place.folder ?? '') && name.startsWith('@why403/')) return own?.devDependencies?.[name] !== undefined;
  if (place.shipped) return false;
  const workspace = manifests.get('');
  return [own?.devDependencies, workspace?.devDependencies, workspace?.dependencies].some(
    (list) => list?.[name] !== undefined,
  );
}

function undeclared(name: string, place: Place): string {
  const where = place.folder === undefined ? 'package.json' : `packages/${place.folder}/package.json`;
  return `\`${name}\` is not declared in ${where}`;
}

/** Reports each cycle once, starting at its first file in the order of the alphabet. */
function findCycles(edges: ReadonlyMap<string, readonly string[]>): readonly Violation[] {
  const violations: Violation[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const follow = (file: string): void => {
    state.set(file, 'open');
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const seen = state.get(next);
      if (seen === 'open') {
        const cycle = path.slice(path.indexOf(next));
        violations.push({ file: next, line: 0, message: `import cycle: ${[...cycle, next].join(' → ')}` });
      } else if (seen === undefined && edges.has(next)) {
        follow(next);
      }
    }
    path.pop();
    state.set(file, 'done');
  };
  for (const file of [...edges.keys()].sort()) if (!state.has(file)) follow(file);
  return violations;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? dirname(dirname(fileURLToPath(import.meta.url)));
  const files = projectFiles(root);
  const violations = checkBoundaries(root, files);
  for (const { file, line, message } of violations) console.error(`${file}${line > 0 ? `:${line}` : ''}: ${message}`);
  if (violations.length > 0) process.exitCode = 1;
}
