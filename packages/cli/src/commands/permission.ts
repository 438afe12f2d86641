import { TOKEN_KINDS, type Engine, type OperationView, type TokenKind } from '@why403/engine';
import { nearestNames } from '@why403/engine';
import type { Command } from '../command.ts';
import { EXIT } from '../context.ts';
import { KNOWLEDGE, engineOf } from '../engine-source.ts';
import { UsageError } from '../errors.ts';
import { choice, flag } from '../options.ts';
import { clean } from '../read-input.ts';

/** Operations that the short form names for each kind. */
const FEW = 12;

/** `why403 permission`. */
export const permission: Command = {
  metadata: {
    name: 'permission',
    summary: 'shows what a permission opens, its ids and its reach',
    usage: '<name> [--all] [--format human|json]',
    examples: [
      { says: 'what reading security events opens', line: 'why403 permission SecurityEvents.Read.All' },
      { says: 'every operation, for a program', line: 'why403 permission Directory.Read.All --format json' },
    ],
  },
  options: {
    all: { type: 'boolean', says: 'name every operation' },
    format: { type: 'string', value: '<form>', says: 'human or json; left out: human' },
    knowledge: KNOWLEDGE,
  },
  run: async (context, values, positionals) => {
    const format = choice(values, 'format', ['human', 'json'], 'human');
    const [name, ...rest] = positionals;
    if (name === undefined || rest.length > 0) {
      throw new UsageError('one permission must be named', 'example: why403 permission SecurityAlert.Read.All');
    }
    const engine = engineOf(context, values);
    const names = Object.keys(engine.details.permissions);
    const known =
      names.find((each) => each === name) ?? names.find((each) => each.toLowerCase() === name.toLowerCase());
    if (known === undefined) {
      const near = nearestNames(name, names);
      context.stderr.write(`why403: there is no permission \`${clean(name, 80)}\`\n`);
      if (near.length > 0) context.stderr.write(`help: did you mean ${near.join(' or ')}?\n`);
      return EXIT.findings;
    }
    const facts = engine.details.permissions[known] ?? {};
    const opens = TOKEN_KINDS.map((kind) => ({ kind, operations: opened(engine, known, kind) }));
    if (format === 'json') {
      context.stdout.write(
        `${JSON.stringify({ schema: 'why403.permission/1', permission: known, kinds: facts, opens, knowledge: { version: engine.details.version } }, null, 2)}\n`,
      );
      return EXIT.done;
    }
    const lines = [known];
    for (const kind of TOKEN_KINDS) {
      const each = facts[kind];
      const operations = opens.find((candidate) => candidate.kind === kind)?.operations ?? [];
      if (each === undefined && operations.length === 0) continue;
      const consent =
        each?.adminConsent == null
          ? 'consent not stated'
          : each.adminConsent
            ? 'an administrator must consent'
            : 'users can consent';
      const level = each?.privilegeLevel == null ? '' : `, privilege level ${each.privilegeLevel} of 5`;
      const hidden = each?.hidden ? ', hidden' : '';
      lines.push(
        '',
        kind,
        `  id ${each?.id ?? 'none: not provisioned'}; ${consent}${level}${hidden}`,
        `  opens ${operations.length} operations${operations.length === 0 ? '' : `: ${reach(operations)}`}`,
      );
      const shown = flag(values, 'all') ? operations : operations.slice(0, FEW);
      for (const { method, path, how } of shown)
        lines.push(`    ${method.padEnd(7)}${path}${how === 'alone' ? '' : `  (${how})`}`);
      if (operations.length > shown.length) lines.push(`    … ${operations.length - shown.length} more with --all`);
    }
    lines.push('', `table     knowledge ${engine.details.version}`);
    context.stdout.write(`${lines.join('\n')}\n`);
    return EXIT.done;
  },
};

interface Opened extends Pick<OperationView, 'method' | 'path'> {
  readonly how: 'alone' | 'with another' | 'uncertain';
}

/** Operations that accept a permission of a kind, in the order of their paths. */
function opened(engine: Engine, name: string, kind: TokenKind): readonly Opened[] {
  const found: Opened[] = [];
  for (const { method, path, accepts } of engine.acceptedBy(name, kind)) found.push({ method, path, how: accepts });
  return found.sort((a, b) => (a.path === b.path ? (a.method < b.method ? -1 : 1) : a.path < b.path ? -1 : 1));
}

/** The first segments of what is opened, most first. */
function reach(operations: readonly Opened[]): string {
  const counts = new Map<string, number>();
  for (const { path } of operations) {
    const first = `/${path.split('/')[1] ?? ''}`;
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, 5).map(([first, count]) => `${first} ${count}`);
  return sorted.length > 5 ? `${shown.join(', ')}, …` : shown.join(', ');
}
