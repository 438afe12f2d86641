/** What a command sees of the world; given as an argument so that tests run commands in process. */
export interface CliContext {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Runs one command line.
 *
 * @param argv Arguments after the name of the command.
 * @param context Streams, environment, folder and clock.
 *
 * @returns The exit code: 0 done or allow, 1 failure, 2 usage, 3 deny, 4 findings or invalid input, 5 unknown.
 */
export async function main(argv: readonly string[], context: CliContext): Promise<number> {
  const [command] = argv;
  if (command === undefined) {
    context.stderr.write('usage: why403 <command>\n');
    return 2;
  }
  context.stderr.write(`why403: there is no command \`${command}\`\n`);
  return 2;
}
