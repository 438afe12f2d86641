import { EmulatorError, servePages, type ServedPages } from '@why403/emulator';
import type { Command } from '../command.ts';
import { EXIT } from '../context.ts';
import { UsageError } from '../errors.ts';
import { text } from '../options.ts';
import { PAGES } from '../pages-folder.ts';
import { clean } from '../read-input.ts';

/** `why403 ui`. */
export const ui: Command = {
  metadata: {
    name: 'ui',
    summary: 'serves the workbench, the web page, on this machine and prints its address',
    usage: '[--port <number>]',
    examples: [
      { says: 'on any free port', line: 'why403 ui' },
      { says: 'on a port of your choice', line: 'why403 ui --port 4030' },
    ],
    notes: [
      'The page works in the browser alone: nothing that is pasted into it is sent anywhere, also not to this server.',
    ],
  },
  options: {
    port: { type: 'string', value: '<number>', says: 'port on 127.0.0.1; left out: any that is free' },
  },
  run: async (context, values, positionals) => {
    if (positionals.length > 0) throw new UsageError('`ui` takes options only', 'example: why403 ui --port 4030');
    const port = portOf(text(values, 'port'));
    const pages = await start(port);
    // Before the address is told: whoever reads it may interrupt at once.
    const end = interrupted();
    context.stdout.write(`${pages.url}\n`);
    context.stderr.write('the workbench is served until Ctrl+C\n');
    await end;
    await pages.close();
    return EXIT.done;
  },
};

async function start(port: number): Promise<ServedPages> {
  try {
    return await servePages(PAGES, port);
  } catch (error) {
    const code = error instanceof EmulatorError ? error.details['reason'] : (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') {
      throw new UsageError('the pages of the workbench are not built', 'in a checkout: npm run build');
    }
    if (code === 'EADDRINUSE') throw new UsageError(`port ${port} is taken`, 'leave --port out for any that is free');
    if (code === 'EACCES') throw new UsageError(`port ${port} may not be used`, 'choose one above 1023');
    throw error;
  }
}

function portOf(value: string | undefined): number {
  if (value === undefined) return 0;
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) {
    throw new UsageError(`\`--port ${clean(value, 20)}\` is no port`, 'example: --port 4030');
  }
  return port;
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
