import type { KnowledgeDetails } from '@why403/engine';
import { EmulatorError, systemClock, type EmulatorCommandContext } from '@why403/emulator';
import type { Values } from './command.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './errors.ts';
import { text } from './options.ts';
import { clean } from './read-input.ts';

/** What the emulator's commands need; they end when the process is asked to. */
export function emulatorContext(context: CliContext, details: KnowledgeDetails): EmulatorCommandContext {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return {
    stdout: context.stdout,
    stderr: context.stderr,
    cwd: context.cwd,
    env: context.env,
    clock: systemClock,
    details,
    signal: controller.signal,
  };
}

/** A whole number in a range. */
export function numberOf(values: Values, name: string, otherwise: number, most: number): number {
  const value = text(values, name);
  if (value === undefined) return otherwise;
  if (!/^\d+$/.test(value) || Number(value) > most) {
    throw new UsageError(`\`--${name} ${clean(value, 30)}\` is no number from 0 to ${most}`);
  }
  return Number(value);
}

/** Runs a command of the emulator; what it says about its use is a usage error. */
export async function asUsage(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof EmulatorError) throw new UsageError(error.message, error.help === '' ? null : error.help);
    throw error;
  }
}
