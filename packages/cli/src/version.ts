import type { CliContext } from './context.ts';
import { knowledgeOf } from './engine-source.ts';

/** Version of the command, the same as that of its packages. */
export const VERSION = '0.1.0';

/** What `why403 --version` prints. */
export function versionText(context: CliContext): string {
  return `why403 ${VERSION} (knowledge ${knowledgeOf(context, {}).details.version})\n`;
}
