import { loadKnowledge } from '@why403/knowledge';

/** Version of the command, the same as that of its packages. */
export const VERSION = '0.1.0';

/** What `why403 --version` prints. */
export function versionText(): string {
  return `why403 ${VERSION} (knowledge ${loadKnowledge().details.version})\n`;
}
