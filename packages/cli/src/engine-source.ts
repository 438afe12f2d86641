import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TableError, createEngine, type Engine } from '@why403/engine';
import { FILES, SUMS, loadKnowledge, type Knowledge } from '@why403/knowledge';
import type { Option, Values } from './command.ts';
import type { CliContext } from './context.ts';
import { UsageError } from './errors.ts';
import { text } from './options.ts';
import { clean } from './read-input.ts';

/** The option that names the knowledge to answer with. */
export const KNOWLEDGE: Option = {
  type: 'string',
  value: '<folder>',
  says: 'answer with an imported table; left out: WHY403_KNOWLEDGE, or the shipped one',
};

/** The knowledge that `--knowledge` or `WHY403_KNOWLEDGE` names, else the shipped one. */
export function knowledgeOf(context: CliContext, values: Values): Knowledge {
  const folder = text(values, 'knowledge') ?? context.env['WHY403_KNOWLEDGE'];
  return folder === undefined || folder === '' ? loadKnowledge() : openFolder(resolve(context.cwd, folder), folder);
}

/** An engine with a version of the knowledge. */
export function engineWith({ table, details }: Knowledge): Engine {
  return createEngine(table, details);
}

/** An engine with the knowledge of {@link knowledgeOf}. */
export function engineOf(context: CliContext, values: Values): Engine {
  return engineWith(knowledgeOf(context, values));
}

/**
 * Opens the table of a folder.
 *
 * @param name What the caller named it.
 *
 * @throws {@link UsageError} when it is not there, damaged, or of another format.
 */
export function openFolder(folder: string, name: string): Knowledge {
  for (const file of [...FILES, SUMS]) {
    if (!existsSync(join(folder, file))) {
      throw new UsageError(`\`${clean(name, 200)}\` has no ${file}`, '`why403 knowledge import` writes such a folder');
    }
  }
  try {
    return loadKnowledge(folder);
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    throw new UsageError(
      `\`${clean(name, 200)}\`: ${clean(error.message, 200)}`,
      error.code === 'ERR_TABLE_FORMAT'
        ? 'it was made by another version of why403; import the permissions.json again'
        : 'import the permissions.json again',
    );
  }
}
