import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { leastPrivilege, splitNames, verifyLeast, type LeastResult } from '@why403/engine';
import { loadEngine } from '@why403/knowledge';
import type { Command } from '../command.ts';
import { EXIT, type CliContext } from '../context.ts';
import { UsageError } from '../errors.ts';
import { KIND, NOW, choice, kindOf, nowOf, text } from '../options.ts';
import { InputReader, clean } from '../read-input.ts';
import { REQUEST_OPTIONS, readRequests, type RequestList } from '../request-list.ts';
import { leastHuman, leastMarkdown } from '../render/least.ts';

/** `why403 least`. */
export const least: Command = {
  metadata: {
    name: 'least',
    summary: 'finds the provably smallest permission set that lets requests through',
    usage: '--kind <kind> [requests] [options]',
    examples: [
      {
        says: 'two requests of an application',
        line: 'why403 least --kind application "GET /security/alerts_v2" "PATCH /security/incidents/1"',
      },
      {
        says: 'all that a recording holds, against what the application has',
        line: 'why403 least --kind delegated --har recording.har --have "User.Read Directory.Read.All"',
      },
      {
        says: 'lines of METHOD URL, as a manifest fragment',
        line: 'why403 least --kind application --requests requests.txt --format manifest',
      },
      {
        says: 'a gate in CI: exit code 4 when the set outgrows the file',
        line: 'why403 least --kind application --requests requests.txt --write-max graph-permissions.json && why403 least --kind application --requests requests.txt --max graph-permissions.json',
      },
    ],
    notes: [
      'Smallest: first the fewest steps of privilege beyond what was asked for, then the fewest permissions. The search is\nexact, and its proof is checked by code of its own before anything is printed.',
      'Exit codes: 0 done, 4 the set outgrows --max, or some input could not be read, or nothing can be covered.',
    ],
  },
  options: {
    kind: KIND,
    ...REQUEST_OPTIONS,
    have: { type: 'string', value: '<permissions>', says: 'permissions that the application has, to compare' },
    max: { type: 'string', value: '<file>', says: 'fail when a permission is needed that this file does not list' },
    'write-max': { type: 'string', value: '<file>', says: 'write the set to this file, for --max' },
    now: NOW,
    format: { type: 'string', value: '<form>', says: 'human, json, markdown or manifest; left out: human' },
  },
  run: async (context, values, positionals) => {
    const format = choice(values, 'format', ['human', 'json', 'markdown', 'manifest'], 'human');
    const kind = kindOf(values);
    if (kind === undefined)
      throw new UsageError('`--kind` is missing', 'choose one of delegated, delegated-personal, application');
    const now = nowOf(context, values);
    const max = readMax(context, text(values, 'max'));
    const list = await readRequests(new InputReader(context), values, positionals, context.stdin.isTTY === true);
    report(context, list);
    if (list.requests.length === 0) throw new UsageError('there is no request to look at');
    const engine = loadEngine();
    const have = text(values, 'have');
    const result = leastPrivilege(engine, list.requests, {
      kind,
      now,
      ...(have === undefined ? {} : { have: splitNames(have.replaceAll(',', ' ')) }),
    });
    const { problems } = verifyLeast(engine, result, now);
    // A set whose proof does not hold would be a wrong answer: that is a bug, and nothing is printed.
    if (problems.length > 0) throw new Error(`the proof of the smallest set does not hold: ${problems[0]}`);
    const names = result.permissions.map(({ permission }) => permission);
    const target = text(values, 'write-max');
    if (target !== undefined) {
      writeFileSync(resolve(context.cwd, target), `${JSON.stringify({ kind, permissions: names }, null, 2)}\n`);
      context.stderr.write(`note: wrote ${names.length} permissions to ${clean(target, 200)}\n`);
    }
    context.stdout.write(textOf(result, format));
    const outgrown = max === null ? [] : names.filter((name) => !max.permissions.includes(name));
    if (max !== null && max.kind !== kind)
      throw new UsageError(`\`--max\` is a file for tokens of the kind ${clean(max.kind, 40)}`);
    for (const name of outgrown) context.stderr.write(`why403: ${name} is needed and \`--max\` does not list it\n`);
    const isEmpty = result.requests.every(({ uncovered }) => uncovered !== null);
    return outgrown.length > 0 || list.unread.length > 0 || isEmpty ? EXIT.findings : EXIT.done;
  },
};

function report(context: CliContext, list: RequestList): void {
  const again = list.repeated === 0 ? '' : `, ${list.repeated} given more than once`;
  context.stderr.write(`note: ${list.requests.length} requests${again}\n`);
  for (const each of list.unread.slice(0, 20)) context.stderr.write(`note: not read: ${each}\n`);
  if (list.unread.length > 20) context.stderr.write(`note: not read: ${list.unread.length - 20} more\n`);
}

function textOf(result: LeastResult, format: 'human' | 'json' | 'markdown' | 'manifest'): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify({ schema: 'why403.least/1', ...result }, null, 2)}\n`;
    case 'manifest':
      return `${JSON.stringify(result.manifest, null, 2)}\n`;
    case 'markdown':
      return leastMarkdown(result);
    case 'human':
      return leastHuman(result);
  }
}

interface Max {
  readonly kind: string;
  readonly permissions: readonly string[];
}

function readMax(context: CliContext, path: string | undefined): Max | null {
  if (path === undefined) return null;
  const file = resolve(context.cwd, path);
  if (!existsSync(file)) {
    throw new UsageError(
      `there is no file \`${clean(path, 200)}\` for \`--max\``,
      'make it with --write-max, and keep it in the repository',
    );
  }
  try {
    const { kind, permissions } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Max>;
    if (
      typeof kind === 'string' &&
      Array.isArray(permissions) &&
      permissions.every((name) => typeof name === 'string')
    ) {
      return { kind, permissions };
    }
  } catch {
    // Said below, with what the file must be.
  }
  throw new UsageError(
    `\`${clean(path, 200)}\` is no file for \`--max\``,
    'it holds { "kind": "application", "permissions": ["User.Read.All"] }; --write-max writes it',
  );
}
