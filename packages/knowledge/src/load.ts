import { readFileSync } from 'node:fs';
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
 * @param folder Folder with `table.bin` and `details.json`; left out: the shipped one.
 *
 * @throws TableError when the table is damaged or has another format.
 */
export function loadKnowledge(folder: string = fileURLToPath(new URL('../data/', import.meta.url))): Knowledge {
  const table = openTable(expandTable(readFileSync(`${folder}/table.bin`)));
  const details = JSON.parse(readFileSync(`${folder}/details.json`, 'utf8')) as KnowledgeDetails;
  return { table, details };
}

/** An engine with the knowledge that this package ships. */
export function loadEngine(): Engine {
  const { table, details } = loadKnowledge();
  return createEngine(table, details);
}
