import { openPages } from './pages.ts';

/** Where the workbench is, below the emulator's origin. */
export const WORKBENCH_PATH = '/emulator/ui/';

/** Address of the page of the workbench that explains a refused request. */
export function explainUrl(requestId: string, origin: string): string {
  return `${origin}${WORKBENCH_PATH}#/refusal/${requestId}`;
}

/**
 * Opens the built pages of the workbench, so that the emulator serves them from its own origin: its control endpoints
 * refuse pages of any other.
 *
 * @param folder Holds `tenant.html` and what it needs.
 *
 * @returns Answers requests below {@link WORKBENCH_PATH}.
 *
 * @throws The error of Node when the folder cannot be read.
 */
export function openWorkbenchPages(folder: string): (request: Request) => Response {
  return openPages(folder, { path: WORKBENCH_PATH, index: 'tenant.html' });
}
