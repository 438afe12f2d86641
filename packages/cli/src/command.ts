import type { ParseArgsConfig } from 'node:util';
import type { CliContext } from './context.ts';

/** An option of a command, for parsing and for its help. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What its value is called in the help, such as `<file>`. */
  readonly value?: string;
  /** What it does, without a full stop. */
  readonly says: string;
}

/** Values of the options of one call. */
export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** A command line that a help text shows, with what it is for. */
export interface Example {
  readonly says: string;
  readonly line: string;
}

/** A command. */
export interface Command {
  readonly metadata: {
    readonly name: string;
    readonly summary: string;
    /** How it is called, after the name: `[options] <name>`. */
    readonly usage: string;
    readonly examples: readonly Example[];
    /** More to know, as paragraphs. */
    readonly notes?: readonly string[];
  };
  readonly options: Readonly<Record<string, Option>>;
  readonly run: (context: CliContext, values: Values, positionals: readonly string[]) => Promise<number>;
}

/** The options of a command as `parseArgs` of Node wants them. */
export function parseOptions(command: Command): NonNullable<ParseArgsConfig['options']> {
  return Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) },
    ]),
  );
}

/** Help text of a command. */
export function helpOf(command: Command): string {
  const { metadata, options } = command;
  const rows = Object.entries(options).map(([name, option]) => {
    const short = option.short === undefined ? '' : `-${option.short}, `;
    const value = option.type === 'string' ? ` ${option.value ?? '<value>'}` : '';
    return [`${short}--${name}${value}`, option.says] as const;
  });
  rows.push(['--help', 'show this text']);
  const width = Math.min(34, Math.max(...rows.map(([left]) => left.length)));
  return [
    `why403 ${metadata.name}: ${metadata.summary}`,
    '',
    `usage: why403 ${metadata.name} ${metadata.usage}`.trimEnd(),
    '',
    ...(metadata.notes ?? []).flatMap((note) => [note, '']),
    'options:',
    ...rows.map(([left, right]) =>
      left.length > width ? `  ${left}\n  ${' '.repeat(width)}  ${right}` : `  ${left.padEnd(width)}  ${right}`,
    ),
    '',
    'examples:',
    ...metadata.examples.flatMap(({ says, line }) => [`  # ${says}`, `  ${line}`]),
    '',
  ].join('\n');
}
