import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  affectedRequests,
  checkKnowledge,
  countMistakes,
  diffKnowledge,
  sourcesFolder,
  type DataMistake,
} from '@why403/knowledge';
import { rebuildKnowledge, type RebuildReport, type RebuildRequest } from '@why403/knowledge/import';
import type { Command, Values } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT, type CliContext } from '../context.ts';
import { engineWith } from '../engine-source.ts';
import { UsageError } from '../errors.ts';
import { readVersion } from '../knowledge-source.ts';
import { choice, nowOf, text } from '../options.ts';
import { InputReader, clean } from '../read-input.ts';
import { checkText, diffText } from '../render/knowledge.ts';
import { REQUEST_OPTIONS, readRequests } from '../request-list.ts';

/** Kinds of mistakes that `check` can be narrowed to. */
const MISTAKES: readonly DataMistake['kind'][] = [
  'several-least',
  'no-least',
  'read-accepted-for-write',
  'unknown-partner',
  'near-duplicate-path',
];

/** `why403 knowledge`. */
export const knowledge: Command = {
  metadata: {
    name: 'knowledge',
    summary: 'compares versions of the permission table, looks for its mistakes, imports a newer one',
    usage: '<diff|check|import> [arguments] [options]',
    examples: [
      { says: 'mistakes that the shipped table makes by itself', line: 'why403 knowledge check' },
      {
        says: "a table of Microsoft's newest file, checked before it is written",
        line: 'why403 knowledge import permissions.json --provisioning provisioningInfo.json --out ./newer',
      },
      {
        says: 'what an imported table changes, and which of my requests it concerns',
        line: 'why403 knowledge diff shipped ./newer --requests requests.txt',
      },
    ],
    notes: [
      "diff <a> <b>    what changed from a to b\ncheck [version]  places where the data is probably wrong; left out: the shipped version\nimport <file>    makes a table of Microsoft's permissions.json and the reviewed facts that this version ships",
      'A version is `shipped`, a folder that `import` wrote, or a permissions.json.',
      'Exit codes: 0 done; 4 a request is affected (diff), something is found (check), the file has problems (import).',
    ],
  },
  options: {
    ...REQUEST_OPTIONS,
    only: { type: 'string', value: '<kind>', says: `with check: one of ${MISTAKES.join(', ')}` },
    provisioning: {
      type: 'string',
      value: '<file>',
      says: "with import: Microsoft's provisioningInfo.json; left out: the shipped ids",
    },
    out: { type: 'string', value: '<folder>', says: 'with import: where to write the table' },
    commit: { type: 'string', value: '<commit>', says: 'with import: commit of the file, to be named in answers' },
    date: { type: 'string', value: '<YYYY-MM-DD>', says: 'with import: date of the file; left out: today' },
    format: { type: 'string', value: '<form>', says: 'human or json; left out: human' },
  },
  run: async (context, values, [action, ...names]) => {
    switch (action) {
      case 'diff':
        return diff(context, values, names);
      case 'check':
        return check(context, values, names);
      case 'import':
        return importFile(context, values, names);
      default:
        throw new UsageError(
          action === undefined ? 'nothing is asked of the knowledge' : `there is no \`knowledge ${clean(action, 60)}\``,
          'why403 knowledge diff, check or import; why403 knowledge --help shows examples',
        );
    }
  },
};

async function diff(context: CliContext, values: Values, names: readonly string[]): Promise<number> {
  const [from, to] = names;
  if (from === undefined || to === undefined || names.length > 2) {
    throw new UsageError('two versions are compared', 'example: why403 knowledge diff shipped ./newer');
  }
  const format = choice(values, 'format', ['human', 'json'], 'human');
  const isAsked = Object.keys(REQUEST_OPTIONS).some((name) => values[name] !== undefined);
  const list = isAsked ? await readRequests(new InputReader(context), values, [], false) : null;
  for (const each of list?.unread ?? []) context.stderr.write(`note: not read: ${each}\n`);
  const [before, after] = [readVersion(context, from), readVersion(context, to)];
  const found = diffKnowledge(before, after);
  const engines = [engineWith(before), engineWith(after)];
  const affected = list === null ? null : affectedRequests(found, engines, list.requests);
  context.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ schema: 'why403.knowledge-diff/1', ...found, affected }, null, 2)}\n`
      : diffText(found, affected, list?.requests.length ?? null),
  );
  return (affected?.length ?? 0) > 0 || (list?.unread.length ?? 0) > 0 ? EXIT.findings : EXIT.done;
}

async function check(context: CliContext, values: Values, names: readonly string[]): Promise<number> {
  if (names.length > 1) throw new UsageError('one version is checked at a time');
  const format = choice(values, 'format', ['human', 'json'], 'human');
  const only = text(values, 'only');
  if (only !== undefined) choice(values, 'only', MISTAKES, 'several-least');
  const version = readVersion(context, names[0] ?? 'shipped');
  const all = checkKnowledge(version);
  const shown = only === undefined ? all : all.filter(({ kind }) => kind === only);
  context.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ schema: 'why403.knowledge-check/1', version: version.details.version, counts: Object.fromEntries(countMistakes(all)), mistakes: shown }, null, 2)}\n`
      : checkText(version.details.version, shown, only === undefined),
  );
  return shown.length > 0 ? EXIT.findings : EXIT.done;
}

async function importFile(context: CliContext, values: Values, names: readonly string[]): Promise<number> {
  const [file] = names;
  const out = text(values, 'out');
  if (file === undefined || names.length > 1 || out === undefined) {
    throw new UsageError(
      'import takes one permissions.json, and a folder for the table',
      'example: why403 knowledge import permissions.json --out ./newer',
    );
  }
  const format = choice(values, 'format', ['human', 'json'], 'human');
  const date = text(values, 'date') ?? new Date(nowOf(context, {}) * 1000).toISOString().slice(0, 10);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(Date.parse(date))) {
    throw new UsageError(`\`--date ${clean(date, 40)}\` is no date`, 'example: --date 2026-09-01');
  }
  const provisioning = text(values, 'provisioning');
  for (const each of [file, ...(provisioning === undefined ? [] : [provisioning])]) {
    if (statSync(resolve(context.cwd, each), { throwIfNoEntry: false })?.isFile() !== true) {
      throw new UsageError(`there is no file \`${clean(each, 200)}\``, "name Microsoft's file itself, not its folder");
    }
  }
  const report = rebuildOrSay({
    permissions: resolve(context.cwd, file),
    provisioning: provisioning === undefined ? undefined : resolve(context.cwd, provisioning),
    sources: sourcesFolder(),
    out: resolve(context.cwd, out),
    commit: text(values, 'commit'),
    date,
  });
  if (format === 'json') {
    context.stdout.write(`${JSON.stringify({ schema: 'why403.knowledge-import/1', ...report }, null, 2)}\n`);
  }
  for (const line of report.problems.slice(0, 50)) context.stderr.write(`why403: ${clean(line)}\n`);
  if (report.problems.length > 0) {
    context.stderr.write(`why403: ${counted(report.problems.length, 'problem')}; nothing was written\n`);
    return EXIT.findings;
  }
  for (const line of report.leftOut) context.stderr.write(`note: left out, since it no longer fits: ${clean(line)}\n`);
  if (format === 'human') {
    context.stdout.write(
      [
        `knowledge ${report.version}: ${report.operations} operations, written to ${clean(out, 200)}`,
        ...report.notes.map((line) => `  ${clean(line)}`),
        `${report.leftOut.length} reviewed statements were left out, since they no longer fit`,
        'use it: --knowledge <folder>, or WHY403_KNOWLEDGE in the environment',
        '',
      ].join('\n'),
    );
  }
  return EXIT.done;
}

/** What the system says about files that cannot be read or written is the caller's to repair. */
function rebuildOrSay(request: RebuildRequest): RebuildReport {
  try {
    return rebuildKnowledge(request);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw new UsageError(`cannot read or write \`${clean(path ?? request.out, 200)}\`: ${code}`);
  }
}
