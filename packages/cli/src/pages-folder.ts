import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built pages of the workbench: beside the bundle, or where the workbench is built in a checkout. */
export const PAGES: string = fileURLToPath(new URL('../../workbench/dist/site', import.meta.url));

/** Whether they are built. In a checkout they may not be. */
export function hasPages(): boolean {
  return existsSync(PAGES);
}
