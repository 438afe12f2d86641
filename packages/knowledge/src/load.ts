import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  TableError,
  createEngine,
  expandTable,
  openTable,
  type Engine,
  type KnowledgeDetails,
  type Table,
} from '@why403/engine';
import { FILES, SUMS, sumsOf } from './sums.ts';

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
 * This does check the format and the checksums of the table, that both files are of one version, and, where a folder
 * holds `SHA256SUMS` as an import writes it, that both files are as they were written. This does NOT check who made
 * them.
 *
 * @param folder Folder with `table.bin` and `details.json`; left out: the shipped one.
 *
 * @throws {@link TableError} `ERR_TABLE_FORMAT` for another format, `ERR_TABLE_DAMAGED` for anything else.
 */
export function loadKnowledge(folder: string = fileURLToPath(new URL('../data/', import.meta.url))): Knowledge {
  const hasSums = existsSync(`${folder}/${SUMS}`);
  const bytes = readFileSync(`${folder}/details.json`);
  const image = `${folder}/table.img`;
  const useImage = !hasSums && existsSync(image);
  const file = readFileSync(useImage ? image : `${folder}/table.bin`);
  // The format comes first: a table of a newer version is not damaged.
  const table = openTable(useImage ? file : expandTable(file));
  if (hasSums && readFileSync(`${folder}/${SUMS}`, 'utf8') !== sumsOf({ 'table.bin': file, 'details.json': bytes })) {
    throw damaged(`${FILES.join(' or ')} is not as it was written: ${SUMS} does not match`);
  }
  return { table, details: readDetails(bytes.toString('utf8'), table.meta.version) };
}

/** Members of the details that hold lists, and those that hold objects. */
const LISTS = ['sources', 'roles', 'corrections', 'contested', 'roleStatements', 'operationFacts'] as const;

function readDetails(text: string, version: string): KnowledgeDetails {
  let details: Partial<KnowledgeDetails> | null;
  try {
    details = JSON.parse(text) as Partial<KnowledgeDetails> | null;
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged('details.json is not JSON');
    throw error;
  }
  if (typeof details?.permissions !== 'object' || LISTS.some((name) => !Array.isArray(details[name]))) {
    throw damaged('details.json does not hold what a table needs');
  }
  if (details.version !== version) throw damaged(`details.json is not of the version of its table, ${version}`);
  return details as KnowledgeDetails;
}

function damaged(message: string): TableError {
  return new TableError('ERR_TABLE_DAMAGED', message, {});
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
