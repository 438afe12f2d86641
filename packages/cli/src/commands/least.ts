import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  TOKEN_KINDS,
  leastPrivilege,
  splitNames,
  verifyLeast,
  type Engine,
  type LeastOptions,
  type LeastResult,
  type TokenKind,
} from '@why403/engine';
import { counted } from '../counted.ts';
import type { Command } from '../command.ts';
import { EXIT, type CliContext } from '../context.ts';
import { KNOWLEDGE, engineOf } from '../engine-source.ts';
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
      'Smallest: first the least privilege beyond what was asked for, then the fewest permissions; docs/least-privilege.md\nstates the measure. The search is exact, and its proof is checked by code of its own before anything is printed.',
      'Exit codes: 0 done, 4 the set outgrows --max, or some input could not be read, or nothing can be covered.',
    ],
  },
  options: {
    kind: KIND,
    ...REQUEST_OPTIONS,
    have: { type: 'string', value: '<permissions>', says: 'permissions that the application has, to compare' },
    max: { type: 'string', value: '<file>', says: 'fail when the requests need more than this file allows' },
    'write-max': {
      type: 'string',
      value: '<file>',
      says: 'write the set to this file, for --max; other kinds in it stay',
    },
    now: NOW,
    format: { type: 'string', value: '<form>', says: 'human, json, markdown or manifest; left out: human' },
    knowledge: KNOWLEDGE,
  },
  run: async (context, values, positionals) => {
    const format = choice(values, 'format', ['human', 'json', 'markdown', 'manifest'], 'human');
    const kind = kindOf(values);
    if (kind === undefined)
      throw new UsageError('`--kind` is missing', 'choose one of delegated, delegated-personal, application');
    const now = nowOf(context, values);
    const maxFile = text(values, 'max');
    const max = maxFile === undefined ? null : readMax(context, maxFile);
    const list = await readRequests(new InputReader(context), values, positionals, context.stdin.isTTY === true);
    report(context, list);
    if (list.requests.length === 0) throw new UsageError('there is no request to look at');
    const engine = engineOf(context, values);
    if (max !== null && !(kind in max)) {
      throw new UsageError(
        `\`--max\` says nothing about tokens of the kind ${kind}`,
        `it is about ${Object.keys(max).join(', ') || 'none'}; --write-max adds a kind to the file`,
      );
    }
    const allowed = max?.[kind] ?? null;
    const given = text(values, 'have');
    // Of equally small sets, the one that is nearest to what there is already.
    const have = given === undefined ? allowed : splitNames(given.replaceAll(',', ' '));
    const result = leastPrivilege(engine, list.requests, { kind, now, ...(have === null ? {} : { have }) });
    const { problems } = verifyLeast(engine, result, now);
    // A set whose proof does not hold would be a wrong answer: that is a bug, and nothing is printed.
    if (problems.length > 0) throw new Error(`the proof of the smallest set does not hold: ${problems[0]}`);
    const names = result.permissions.map(({ permission }) => permission);
    const target = text(values, 'write-max');
    if (target !== undefined) {
      writeMax(context, target, kind, names);
      context.stderr.write(`note: wrote ${counted(names.length, 'permission')} to ${clean(target, 200)}\n`);
    }
    context.stdout.write(textOf(given === undefined ? { ...result, have: null } : result, format));
    if (format === 'manifest' && result.manifest.withoutId.length > 0) {
      context.stderr.write(`note: no id is known for ${result.manifest.withoutId.join(', ')}\n`);
    }
    const outgrown = allowed === null ? [] : outgrownBy(engine, list, { kind, now, have: allowed });
    for (const line of outgrown) context.stderr.write(`why403: ${line}\n`);
    const isEmpty = result.requests.every(({ uncovered }) => uncovered !== null);
    return outgrown.length > 0 || list.unread.length > 0 || isEmpty ? EXIT.findings : EXIT.done;
  },
};

function report(context: CliContext, list: RequestList): void {
  const again = list.repeated === 0 ? '' : `, ${list.repeated} given more than once`;
  context.stderr.write(`note: ${counted(list.requests.length, 'request')}${again}\n`);
  for (const each of list.unread.slice(0, 20)) context.stderr.write(`note: not read: ${each}\n`);
  if (list.unread.length > 20) context.stderr.write(`note: not read: ${list.unread.length - 20} more\n`);
}

/**
 * What the file does not allow, in words; empty while it lets every request through that can be let through. A set that
 * differs from the file without needing more is no growth.
 */
function outgrownBy(engine: Engine, list: RequestList, options: LeastOptions): readonly string[] {
  const { have, requests, permissions } = leastPrivilege(engine, list.requests, options);
  const open = have?.uncovered ?? [];
  if (open.length === 0) return [];
  const needed = permissions.filter(({ permission }) => !options.have?.includes(permission));
  return [
    ...needed.map(({ permission }) => `${permission} is needed and \`--max\` does not list it`),
    ...open.slice(0, 20).map((place) => {
      const request = requests[place];
      return `\`--max\` does not let through ${clean(`${request?.method} ${request?.url}`, 160)}`;
    }),
    ...(open.length > 20 ? [`\`--max\` does not let through ${open.length - 20} more`] : []),
  ];
}

function textOf(result: LeastResult, format: 'human' | 'json' | 'markdown' | 'manifest'): string {
  switch (format) {
    case 'json': {
      const { proof, ...shown } = result;
      return `${JSON.stringify({ schema: 'why403.least/1', ...shown, proof: { checked: true, cases: proof.cases } }, null, 2)}\n`;
    }
    case 'manifest':
      // Only what a manifest may hold, so that it can be pasted; what has no id is said beside.
      return `${JSON.stringify({ requiredResourceAccess: result.manifest.requiredResourceAccess }, null, 2)}\n`;
    case 'markdown':
      return leastMarkdown(result);
    case 'human':
      return leastHuman(result);
  }
}

/** Permissions that the repository allows, by kind of token. */
type Max = Readonly<Partial<Record<TokenKind, readonly string[]>>>;

function writeMax(context: CliContext, path: string, kind: TokenKind, permissions: readonly string[]): void {
  const file = resolve(context.cwd, path);
  const kinds = { ...(existsSync(file) ? readMax(context, path) : {}), [kind]: permissions };
  const sorted = Object.fromEntries(TOKEN_KINDS.flatMap((each) => (kinds[each] ? [[each, kinds[each]]] : [])));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
}

function readMax(context: CliContext, path: string): Max {
  const file = resolve(context.cwd, path);
  if (!existsSync(file)) {
    throw new UsageError(
      `there is no file \`${clean(path, 200)}\` for \`--max\``,
      'make it with --write-max, and keep it in the repository',
    );
  }
  try {
    const kinds: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isMax(kinds)) return kinds;
  } catch {
    // Said below, with what the file must be.
  }
  throw new UsageError(
    `\`${clean(path, 200)}\` is no file for \`--max\``,
    'it holds { "application": ["User.Read.All"] }, with a list for each kind of token; --write-max writes it',
  );
}

function isMax(value: unknown): value is Max {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(
      ([kind, names]) =>
        TOKEN_KINDS.some((each) => each === kind) &&
        Array.isArray(names) &&
        names.every((name) => typeof name === 'string'),
    )
  );
}
