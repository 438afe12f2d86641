import { createEmulator, type Emulator, type EmulatorOptions } from '../src/create-emulator.ts';
import { systemRandom } from '../src/random.ts';
import { SAMPLE_SEED } from '../src/seed/sample-seed.ts';

/** Address of the emulator in tests that need no socket. */
export const ORIGIN = 'https://localhost:8443';

/** Contoso of the sample seed. */
export const CONTOSO = '0c0ffee0-1111-4222-8333-444455556666';

/** Client ids of the sample seed. */
export const APPS = {
  integrator: 'a0000001-0000-4000-8000-000000000001',
  unconsented: 'a0000002-0000-4000-8000-000000000002',
  dashboard: 'a0000003-0000-4000-8000-000000000003',
  tool: 'a0000004-0000-4000-8000-000000000004',
  api: 'a0000005-0000-4000-8000-000000000005',
  portal: 'a0000006-0000-4000-8000-000000000006',
} as const;

/** A clock that tests move by hand. */
export interface TestClock {
  now(): number;
  advance(milliseconds: number): void;
}

export function createTestClock(start = 1_790_000_000_000): TestClock {
  let time = start;
  return {
    now: () => time,
    advance(milliseconds) {
      time += milliseconds;
    },
  };
}

/** An emulator in memory without sockets. */
export interface TestEmulator extends Emulator {
  readonly clock: TestClock;
  readonly faults: unknown[];
  /** Sends a form. */
  post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends JSON to an emulator-only endpoint. */
  control(path: string, body: unknown): Promise<Response>;
}

export async function createTestEmulator(options: Partial<EmulatorOptions> = {}): Promise<TestEmulator> {
  const clock = createTestClock();
  const faults: unknown[] = [];
  const emulator = await createEmulator({
    clock,
    random: systemRandom,
    settings: { hostsMode: false, automatic: false, unverifiableGraphTokens: false },
    seed: SAMPLE_SEED,
    isSeedForced: false,
    onFault: (fault) => faults.push(fault),
    ...options,
  });
  const send = (request: Request): Promise<Response> => emulator.fetch(request, { clientAddress: '127.0.0.1' });
  return {
    ...emulator,
    clock,
    faults,
    post: (path, form, headers = {}) =>
      send(new Request(ORIGIN + path, { method: 'POST', body: new URLSearchParams(form), headers })),
    get: (path, headers = {}) => send(new Request(ORIGIN + path, { headers })),
    control: (path, body) =>
      send(
        new Request(ORIGIN + path, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
      ),
  };
}

/** Body of an answer of the token endpoint. */
export interface TokenBody {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly id_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly error: string;
  readonly error_codes: readonly number[];
  readonly error_description: string;
  readonly suberror: string;
}

export async function bodyOf(response: Response): Promise<TokenBody> {
  return (await response.json()) as TokenBody;
}
