import { fileURLToPath } from 'node:url';

/** Folder of the reviewed text that this package ships: what a newer permission table is put together with. */
export function sourcesFolder(): string {
  return fileURLToPath(new URL('../sources/', import.meta.url));
}
