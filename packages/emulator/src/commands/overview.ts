import { join } from 'node:path';
import { WORKBENCH_PATH } from '../http/workbench-pages.ts';
import type { IdentitySettings } from '../identity/call.ts';
import { MICROSOFT_HOSTS } from '../identity/clouds.ts';
import { SAMPLE_PASSWORD, SAMPLE_SECRET } from '../seed/sample-seed.ts';
import { tenantIdOf } from '../seed/apply-seed.ts';
import type { Seed } from '../seed/seed.ts';
import type { RunningEmulator } from '../start-emulator.ts';

/** What the overview is about. */
export interface OverviewInput {
  readonly running: RunningEmulator;
  readonly settings: IdentitySettings;
  readonly seed: Seed;
  /** The sample tenant, whose passwords may be shown. */
  readonly isSample: boolean;
  /** Where the state is, in words without a secret. */
  readonly where: string;
  /** Whether the workbench is served too. */
  readonly hasPages?: boolean;
  /** What becomes of refused requests; null: there is no Graph side. */
  readonly enforcement: string | null;
}

/** One screen: where the emulator is, who is in it, and commands to try it. */
export function describeEmulator(input: OverviewInput): string {
  const { running } = input;
  const origin = running.httpsOrigin;
  const file = running.authority.certificateFile;
  return [
    `why403 emulate: a tenant on this machine (state ${input.where}); Ctrl+C stops it`,
    '',
    ...(input.hasPages === true ? [`  open       ${running.httpOrigin ?? origin}${WORKBENCH_PATH}`] : []),
    `  HTTPS      ${origin}`,
    ...(running.httpOrigin === null ? [] : [`  HTTP       ${running.httpOrigin}`]),
    ...(input.enforcement === null ? [] : [`  Graph      ${origin}/v1.0, enforcement ${input.enforcement}`]),
    `  overview   ${running.httpOrigin ?? origin}/emulator`,
    ...input.seed.tenants
      .slice(0, 3)
      .map((tenant) => `  tenant     ${tenant.name}: ${tenantIdOf(tenant)}  ${tenant.domains[0] ?? ''}`),
    '',
    ...(input.isSample ? sampleLines(input) : []),
    'trust it   ' +
      (file === null
        ? `curl -so ca.pem ${running.httpOrigin ?? origin}/emulator/ca.pem && export NODE_EXTRA_CA_CERTS=$PWD/ca.pem`
        : `export NODE_EXTRA_CA_CERTS=${file}`),
    ...(file === null
      ? []
      : [
          `  system     sudo cp ${file} /usr/local/share/ca-certificates/why403.crt && sudo update-ca-certificates`,
          `  browser    certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n why403 -i ${file}`,
        ]),
    ...(input.settings.hostsMode ? hostsLines(running) : []),
    '',
  ].join('\n');
}

function sampleLines(input: OverviewInput): readonly string[] {
  const { running } = input;
  const [contoso] = input.seed.tenants;
  const base = running.httpOrigin ?? running.httpsOrigin;
  const tokens = `${base}/${contoso === undefined ? 'common' : tenantIdOf(contoso)}/oauth2/v2.0/token`;
  const [daemon, bare, , tool] = contoso?.applications ?? [];
  const users = (contoso?.users ?? []).slice(0, 6).map((user) => user.userName.split('@')[0] ?? '');
  return [
    `users      ${users.join(', ')} @contoso.example, password ${SAMPLE_PASSWORD}`,
    `apps       ${daemon?.appId ?? ''}  ${daemon?.name ?? ''}, secret ${SAMPLE_SECRET}`,
    `           ${bare?.appId ?? ''}  ${bare?.name ?? ''}, same secret`,
    `           ${tool?.appId ?? ''}  ${tool?.name ?? ''}, public`,
    '',
    `curl       token() { curl -s ${tokens} "$@" \\`,
    `             -d scope=https://graph.microsoft.com/.default | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'; }`,
    '           # an application with the permission: 200',
    `           curl -i ${base}/v1.0/security/secureScores -H "Authorization: Bearer $(token -d grant_type=client_credentials \\`,
    `             -d client_id=${daemon?.appId ?? ''} -d client_secret=${SAMPLE_SECRET})"`,
    '           # a user without a directory role: the refusal of the Security API',
    `           curl -i ${base}/v1.0/security/secureScores -H "Authorization: Bearer $(token -d grant_type=password \\`,
    `             -d client_id=${tool?.appId ?? ''} -d username=noah@contoso.example -d password=${SAMPLE_PASSWORD})"`,
    `MSAL       authority ${running.httpsOrigin}/contoso.example, knownAuthorities ['${new URL(running.httpsOrigin).host}']`,
    `Azure CLI  az rest --url ${base}/v1.0/security/secureScores --skip-authorization-header --headers \\`,
    `             "Authorization=Bearer $(token -d grant_type=client_credentials -d client_id=${daemon?.appId ?? ''} -d client_secret=${SAMPLE_SECRET})"`,
    '',
  ];
}

function hostsLines(running: RunningEmulator): readonly string[] {
  const file = running.hostsAuthority?.certificateFile ?? 'ca-hosts.pem';
  return [
    '',
    'hosts mode: add this line to /etc/hosts, and take it out again afterwards:',
    `  127.0.0.1 ${MICROSOFT_HOSTS.join(' ')}`,
    `and trust ${file} as well, in the one process that needs it: NODE_EXTRA_CA_CERTS=${join(file)}`,
  ];
}
