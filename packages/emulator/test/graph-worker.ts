import { readAnswer, type Answer } from './graph-lab.ts';
import type { SpawnedEmulator } from './spawn-emulator.ts';
import { CONTOSO } from './test-emulator.ts';
import { SAMPLE_SECRET } from '../src/seed/sample-seed.ts';

const WORKER = 'b0000009-0000-4000-8000-000000000009';

/** An application that reads and changes what the Security API has, at an emulator of another process. */
export interface GraphWorker {
  send(
    method: string,
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
    where?: SpawnedEmulator,
  ): Promise<Answer>;
}

/** Adds the application to the sample tenant and signs it in. Its token works at every emulator on the same state. */
export async function openGraphWorker(emulator: SpawnedEmulator): Promise<GraphWorker> {
  await postJson(`${emulator.origin}/emulator/seed`, {
    tenants: [
      {
        id: CONTOSO,
        name: 'Contoso',
        domains: ['contoso.example'],
        applications: [
          {
            appId: WORKER,
            name: 'Worker',
            requires: [{ application: ['SecurityAlert.ReadWrite.All', 'SecurityEvents.ReadWrite.All'] }],
            secrets: [SAMPLE_SECRET],
          },
        ],
        consents: [{ app: WORKER, admin: true }],
      },
    ],
  });
  const minted = await postJson(`${emulator.origin}/emulator/token`, { tenant: CONTOSO, client: WORKER });
  const authorization = `Bearer ${String(minted['access_token'])}`;
  return {
    async send(method, path, body, headers = {}, where = emulator) {
      const answer = await fetch(where.origin + path, {
        method,
        headers: { authorization, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return readAnswer(answer);
    },
  };
}

async function postJson(url: string, body: object): Promise<Readonly<Record<string, unknown>>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}
