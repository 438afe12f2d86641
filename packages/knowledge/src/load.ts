import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createEngine, expandTable, openTable, type Engine, type KnowledgeDetails, type Table } from '@why403/engine';

/** The knowledge, loaded. */
export interface Knowledge {
  readonly table: Table;
  readonly details: KnowledgeDetails;
}

/**
 * Loads the knowledge that this package ships.
 *
 * Where the build has put the table's image beside it (`table.img`, ready to run), that is opened: it saves the
 * expansion of the compact form.
 *
 * @param folder Folder with `table.bin` and `details.json`; left out: the shipped one.
 *
 * @throws TableError when the table is damaged or has another format.
 */
export function loadKnowledge(folder: string = fileURLToPath(new URL('../data/', import.meta.url))): Knowledge {
  const image = `${folder}/table.img`;
  const table = openTable(existsSync(image) ? readFileSync(image) : expandTable(readFileSync(`${folder}/table.bin`)));
  const details = JSON.parse(readFileSync(`${folder}/details.json`, 'utf8')) as KnowledgeDetails;
  return { table, details };
}

/**
 * An engine with the knowledge that this package ships, or with that of a folder.
 *
 * @param folder As for {@link loadKnowledge}.
 */
export function loadEngine(folder?: string): Engine {
  const { table, details } = loadKnowledge(folder);
  return createEngine(table, details);
}
