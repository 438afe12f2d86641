import { resolve } from 'node:path';
import type { KnowledgeDetails } from '@why403/engine';
import type { Clock } from '../clock.ts';

/** What the commands of the emulator need from outside. */
export interface EmulatorCommandContext {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** `DATABASE_URL` is read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** The permissions and roles that there are. */
  readonly details: KnowledgeDetails;
  /** Ends a command that serves. */
  readonly signal: AbortSignal;
}

/** Where a command finds the state. */
export interface StatePlace {
  /** Folder, relative to the current one; null: in memory, unless there is a `DATABASE_URL`. */
  readonly data: string | null;
}

/** Folder of the state when nobody names one. */
export const DEFAULT_DATA = '.why403';

/** The options that open the state of a command. */
export function placeOf(
  context: EmulatorCommandContext,
  place: StatePlace,
): { readonly data?: string; readonly databaseUrl?: string } {
  const databaseUrl = context.env['DATABASE_URL'];
  return {
    // Beside a server the folder still keeps the certificate authority.
    ...(place.data === null ? {} : { data: resolve(context.cwd, place.data) }),
    ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
  };
}
