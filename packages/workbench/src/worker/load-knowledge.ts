import { createEngine, expandTable, openTable, type Engine, type KnowledgeDetails } from '@why403/engine';
import { detailsText } from 'virtual:knowledge-details';
import { tableText } from 'virtual:knowledge-table';
import { unpackPermissions, type PermissionColumns } from './permission-columns.ts';

let loaded: Engine | undefined;

/** The engine with the knowledge that stands in this script. Made once, at the first question. */
export function engine(): Engine {
  loaded ??= createEngine(openTable(expandTable(bytesOf(tableText))), readDetails(detailsText));
  return loaded;
}

function readDetails(text: string): KnowledgeDetails {
  const packed = JSON.parse(text) as Omit<KnowledgeDetails, 'permissions'> & {
    readonly permissions: PermissionColumns;
  };
  return { ...packed, permissions: unpackPermissions(packed.permissions) };
}

/** Bytes of a text with one character per byte. */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
