import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Credentials } from '../credentials.ts';
import { runRestSteps } from '../rest-steps.ts';
import { GRAPH, readInput } from '../scenario.ts';

const input = readInput();
const clients: Readonly<Record<keyof Credentials, string>> = {
  worker: input.apps.worker,
  unconsented: input.unconsented['curl'] ?? '',
  repairer: input.apps.repairer,
};

await runRestSteps('curl', input, 'curl', async (who, method, url, body) => {
  const form = { grant_type: 'client_credentials', client_id: clients[who], client_secret: input.secret, scope: GRAPH };
  const fields = Object.entries(form).flatMap(([name, value]) => ['--data-urlencode', `${name}=${value}`]);
  const answer = await curl([`${input.origin}/${input.tenant}/oauth2/v2.0/token`, ...fields]);
  const { access_token } = JSON.parse(answer.text) as { readonly access_token: string };
  const sent = body === undefined ? [] : ['-H', 'Content-Type: application/json', '-d', JSON.stringify(body)];
  return curl(['-X', method, url, '-H', `Authorization: Bearer ${access_token}`, ...sent]);
});

/** Calls curl, which trusts the authority of the emulator for this call only. */
async function curl(options: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  const all = ['-sS', '--cacert', input.file, '-w', '\n%{http_code}', ...options];
  const { stdout } = await promisify(execFile)('curl', all, { maxBuffer: 64 * 1024 * 1024 });
  const end = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(end + 1)), text: stdout.slice(0, end) };
}
