import { parseArgs } from 'node:util';
import { helpOf, parseOptions, type Command } from './command.ts';
import { EXIT, type CliContext } from './context.ts';
import { UsageError } from './errors.ts';
import { clean } from './read-input.ts';

export type { CliContext } from './context.ts';

/** Commands by name. Each is loaded when it is called, so that one does not slow another's start. */
const COMMANDS: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  explain: {
    summary: 'why a request was, or would be, refused, and what repairs it',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  decide: {
    summary: 'decide many requests: JSON lines in, JSON lines out',
    load: async () => (await import('./commands/decide.ts')).decide,
  },
  least: {
    summary: 'the provably smallest permission set for requests',
    load: async () => (await import('./commands/least.ts')).least,
  },
  operation: {
    summary: 'what an operation accepts: permissions per kind, roles, retirement',
    load: async () => (await import('./commands/operation.ts')).operation,
  },
  permission: {
    summary: 'what a permission opens, its ids, its reach',
    load: async () => (await import('./commands/permission.ts')).permission,
  },
  token: {
    summary: 'the claims of a token and what they mean to Microsoft Graph',
    load: async () => (await import('./commands/token.ts')).token,
  },
  emulate: {
    summary: 'a tenant on this machine that refuses as the real one does',
    load: async () => (await import('./commands/emulate.ts')).emulate,
  },
  ui: {
    summary: 'serves the workbench, the web page',
    load: async () => (await import('./commands/ui.ts')).ui,
  },
  knowledge: {
    summary: 'versions of the permission table: compare, check, import a newer one',
    load: async () => (await import('./commands/knowledge.ts')).knowledge,
  },
  demo: {
    summary: 'three real refusals explained, with the command of each',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
};

/**
 * Runs one command line.
 *
 * @param argv Arguments after the name of the command.
 * @param context Streams, environment, folder and clock.
 *
 * @returns The exit code: 0 done or allow, 1 failure, 2 usage, 3 deny, 4 findings or invalid input, 5 unknown.
 */
export async function main(argv: readonly string[], context: CliContext): Promise<number> {
  const [name, ...rest] = argv;
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      const asked = rest[0] === undefined ? undefined : COMMANDS[rest[0]];
      context.stdout.write(asked === undefined ? overview() : helpOf(await asked.load()));
      return name === undefined ? EXIT.usage : EXIT.done;
    }
    if (name === '--version' || name === '-v') {
      const { versionText } = await import('./version.ts');
      context.stdout.write(versionText(context));
      return EXIT.done;
    }
    const entry = COMMANDS[name];
    if (entry === undefined) {
      throw new UsageError(
        `there is no command \`${clean(name, 60)}\``,
        `commands: ${Object.keys(COMMANDS).join(', ')}`,
      );
    }
    return await runCommand(await entry.load(), rest, context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    context.stderr.write(`why403: ${error.message}\n`);
    if (error.help !== null) context.stderr.write(`help: ${error.help}\n`);
    return EXIT.usage;
  }
}

async function runCommand(command: Command, args: readonly string[], context: CliContext): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    context.stdout.write(helpOf(command));
    return EXIT.done;
  }
  const { values, positionals } = parse(command, args);
  return command.run(context, values, positionals);
}

function parse(command: Command, args: readonly string[]): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args: [...args], options: parseOptions(command), allowPositionals: true, strict: true });
  } catch (error) {
    // The text after the first sentence is Node's advice about `--`; option values are never in it.
    const message = (error as Error).message.split(/[.\n]/)[0] ?? 'an option does not fit';
    throw new UsageError(
      `${message.charAt(0).toLowerCase()}${clean(message.slice(1), 200)}`,
      `why403 ${command.metadata.name} --help shows the options`,
    );
  }
}

function overview(): string {
  return [
    'why403 explains why Microsoft Graph answered 403, with evidence and a proved repair',
    '',
    'usage: why403 <command> [options]',
    '',
    'commands:',
    ...Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(12)}${summary}`),
    '',
    'why403 <command> --help shows the options and examples of a command.',
    'Exit codes: 0 done or allow, 1 failure, 2 usage, 3 deny, 4 findings, 5 unknown.',
    'Nothing leaves this machine; tokens are never stored or logged.',
    '',
  ].join('\n');
}
