import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ClientFixture } from './fixture.ts';
import type { FlowResult } from './scenario.ts';

/** Runs the flows of one client in a process of its own, which trusts the emulator's authority and nothing else new. */
export async function runScenario(
  name: string,
  fixture: Pick<ClientFixture, 'input' | 'caFile'>,
  prefix: readonly string[] = [],
): Promise<readonly FlowResult[]> {
  const script = fileURLToPath(new URL(`scenarios/${name}.ts`, import.meta.url));
  const [command, ...rest] = [...prefix, process.execPath, '--import', 'tsx', script];
  const child = spawn(command ?? process.execPath, rest, {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    env: { ...process.env, NODE_EXTRA_CA_CERTS: fixture.caFile, SCENARIO: JSON.stringify(fixture.input) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  const results = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as FlowResult);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${errors.slice(-1500)}`);
  return results;
}
