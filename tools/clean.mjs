// `npm run clean`: removes what builds, tests and benchmarks write; node_modules stays.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/dist`);
for (const path of [...folders, 'coverage', 'reports', '.cache', 'node_modules/.cache']) {
  rmSync(join(root, path), { recursive: true, force: true });
}
