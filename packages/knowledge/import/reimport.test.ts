import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importKnowledge } from './import-knowledge.ts';

const SOURCES = join(dirname(fileURLToPath(import.meta.url)), '..', 'sources');

/** Microsoft's own file, where somebody has it; provisioningInfo.json and the other facts are looked for beside it. */
const table = process.env['WHY403_PERMISSIONS_JSON'];

if (table === undefined) {
  console.info('reimport.test.ts: not run, WHY403_PERMISSIONS_JSON does not name a permissions.json');
}

describe.runIf(table !== undefined)('importing the files that the reviewed text was made from', () => {
  it('gives the reviewed text, byte for byte', () => {
    const facts = dirname(table ?? '');
    const out = mkdtempSync(join(tmpdir(), 'why403-reimport-'));
    try {
      for (const file of ['sources.tsv', 'spellings.tsv']) cpSync(join(SOURCES, file), join(out, file));
      const report = importKnowledge({
        permissions: table ?? '',
        provisioning: join(facts, 'provisioningInfo.json'),
        facts: existsSync(join(facts, 'security-operations.json')) ? facts : undefined,
        out,
        commit: undefined,
        date: undefined,
      });
      expect(report.problems).toEqual([]);
      const written = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsv'));
      expect(written.length).toBeGreaterThan(100);
      const differing = written.filter(
        (name) => readFileSync(join(out, name), 'utf8') !== readFileSync(join(SOURCES, name), 'utf8'),
      );
      expect(differing).toEqual([]);
      const operations = readdirSync(join(SOURCES, 'operations'));
      expect(written.filter((name) => name.startsWith('operations'))).toHaveLength(operations.length);
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });
});
