import { createEmulator, type Emulator, type EmulatorOptions } from './create-emulator.ts';
import { LOOPBACK_NAMES } from './http/hosts.ts';
import { listen, type Listening, type ServerIdentity } from './http/listen.ts';
import { openAuthority, type LocalAuthority } from './http/local-authority.ts';
import { MICROSOFT_HOSTS } from './identity/clouds.ts';

/** Where a tenant emulator listens, beside what it is made from. */
export interface StartOptions extends EmulatorOptions {
  /** Address to listen on; `127.0.0.1` unless somebody knows better. */
  readonly address: string;
  /** 0: any free port. */
  readonly httpsPort: number;
  /** 0: any free port; null: no plain HTTP. */
  readonly httpPort: number | null;
  readonly allowRemote: boolean;
  /** Further names that the `Host` header may have. */
  readonly allowedHosts: readonly string[];
}

/** A tenant emulator that listens. */
export interface RunningEmulator {
  readonly emulator: Emulator;
  /** `https://localhost:8443`. */
  readonly httpsOrigin: string;
  /** `http://localhost:8480`; null without plain HTTP. */
  readonly httpOrigin: string | null;
  readonly authority: LocalAuthority;
  /** Authority of the Microsoft hosts; null unless in hosts mode. */
  readonly hostsAuthority: LocalAuthority | null;
  close(): Promise<void>;
}

/**
 * Starts a tenant emulator: HTTPS with a certificate of its own authority, and plain HTTP beside it.
 *
 * The authority for this machine's names and the one for Microsoft's hosts are two: who trusts the first cannot be shown
 * a false Microsoft by it.
 *
 * @throws {@link EmulatorError} `ERR_STATE_…`, `ERR_SEED_INVALID`, `ERR_ADDRESS_…`.
 */
export async function startEmulator(options: StartOptions): Promise<RunningEmulator> {
  const names = [...LOOPBACK_NAMES, ...options.allowedHosts];
  const authority = open(options, options.allowedHosts.length === 0 ? 'ca' : 'ca-extra', 'why403 local CA', names);
  const hostsAuthority = options.settings.hostsMode
    ? open(options, 'ca-hosts', 'why403 hosts mode CA', MICROSOFT_HOSTS)
    : null;
  const emulator = await createEmulator({ ...options, caCertificate: authority.certificatePem });
  const opened: Listening[] = [];
  const closeAll = async (): Promise<void> => {
    for (const server of opened) await server.close();
    await emulator.close();
  };
  try {
    const hostsIdentity = hostsAuthority?.issue(MICROSOFT_HOSTS) ?? null;
    const byName = new Map<string, ServerIdentity>(
      hostsIdentity === null ? [] : MICROSOFT_HOSTS.map((host) => [host, hostsIdentity]),
    );
    const common = {
      address: options.address,
      allowRemote: options.allowRemote,
      allowedHosts: [...options.allowedHosts, ...(options.settings.hostsMode ? MICROSOFT_HOSTS : [])],
    };
    const https = await listen(emulator.fetch, {
      ...common,
      port: options.httpsPort,
      tls: { identity: authority.issue(names), byName },
    });
    opened.push(https);
    if (options.httpPort !== null) {
      opened.push(await listen(emulator.fetch, { ...common, port: options.httpPort, tls: null }));
    }
    const http = opened[1];
    return {
      emulator,
      httpsOrigin: originOf('https', https.port),
      httpOrigin: http === undefined ? null : originOf('http', http.port),
      authority,
      hostsAuthority,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function open(options: StartOptions, fileName: string, subject: string, permitted: readonly string[]): LocalAuthority {
  const { clock, random } = options;
  return openAuthority({ folder: options.data ?? null, fileName, subject, permitted, clock, random });
}

function originOf(scheme: 'http' | 'https', port: number): string {
  const isDefault = port === (scheme === 'http' ? 80 : 443);
  return `${scheme}://localhost${isDefault ? '' : `:${port}`}`;
}
