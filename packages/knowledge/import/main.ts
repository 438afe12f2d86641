import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatReport, importKnowledge } from './import-knowledge.ts';

const USAGE =
  'usage: tsx packages/knowledge/import/main.ts --permissions <permissions.json> --provisioning <provisioningInfo.json>' +
  ' [--facts <folder>] [--commit <commit>] [--date <YYYY-MM-DD>] [--out <folder>]';

/**
 * Runs the import as a command. Exit codes: 0 written, 1 the input has problems (nothing is written), 2 usage.
 *
 * @param args Arguments after the script's name.
 * @param print Gets every line of output.
 *
 * @returns The exit code.
 */
export function main(args: readonly string[], print: (line: string) => void): number {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        permissions: { type: 'string' },
        provisioning: { type: 'string' },
        facts: { type: 'string' },
        commit: { type: 'string' },
        date: { type: 'string' },
        out: { type: 'string' },
      },
    }));
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    print(USAGE);
    return 2;
  }
  if (values.permissions === undefined || values.provisioning === undefined) {
    print(USAGE);
    return 2;
  }
  if (values.date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(values.date)) {
    print(`date \`${values.date}\` is not of the form YYYY-MM-DD`);
    return 2;
  }
  const report = importKnowledge({
    permissions: values.permissions,
    provisioning: values.provisioning,
    facts: values.facts,
    commit: values.commit,
    date: values.date,
    out: values.out ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'sources'),
  });
  for (const line of formatReport(report)) print(line);
  return report.problems.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
}
