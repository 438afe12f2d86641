import type { Option, Values } from './command.ts';
import { flag, text } from './options.ts';

/** Options that say where the emulator's state is. */
export const STATE_OPTIONS: Readonly<Record<string, Option>> = {
  data: { type: 'string', value: '<folder>', says: 'folder of the state; left out: .why403' },
  memory: { type: 'boolean', says: 'keep the state in memory' },
};

/** Folder of the state; `null`: in memory. */
export function dataOf(values: Values): string | null {
  if (flag(values, 'memory')) return null;
  return text(values, 'data') ?? '.why403';
}
