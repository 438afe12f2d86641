/** An administrator who does what a repair says, with the words of Microsoft's tools read as the requests that they send. */
export interface Administrator {
  /** Runs one command of a repair. @throws Error when the emulator refuses it. */
  run(means: string, command: string): Promise<void>;
}

/** What stands for the placeholders that a repair leaves open. */
export interface Placeholders {
  readonly tenant: string;
  readonly appId: string;
  readonly userName: string | null;
}

interface Json {
  readonly [name: string]: unknown;
}

const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/**
 * An administrator at an emulator.
 *
 * @param tokenFor Token of the administrator's tool with exactly these permissions; null: all that tools need.
 */
export function createAdministrator(
  origin: string,
  placeholders: Placeholders,
  tokenFor: (scopes: readonly string[] | null) => Promise<string>,
): Administrator {
  const ask = async (token: string, method: string, url: string, body?: string): Promise<Json> => {
    const answer = await fetch(toEmulator(url, origin), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Json);
  };
  const graph = 'https://graph.microsoft.com/v1.0';
  const fill = async (text: string): Promise<string> => {
    const token = await tokenFor(null);
    const idOf = async (path: string): Promise<string> => String((await ask(token, 'GET', `${graph}${path}`))['id']);
    let filled = text;
    for (const [name, path] of [
      ['<service-principal-id-of-the-client>', `/servicePrincipals(appId='${placeholders.appId}')`],
      ['<service-principal-id-of-microsoft-graph>', `/servicePrincipals(appId='${GRAPH_APP_ID}')`],
      ['<user-object-id>', `/users/${placeholders.userName ?? ''}`],
    ] as const) {
      if (filled.includes(name)) filled = filled.replaceAll(name, await idOf(path));
    }
    if (/<[a-z-]+>/.test(filled)) throw new Error(`a placeholder is open: ${filled}`);
    return filled;
  };
  const rest = async (command: string): Promise<void> => {
    const [line = '', body] = (await fill(command)).split('\n');
    const [method = '', url = ''] = line.split(' ');
    await ask(await tokenFor(null), method, url, body);
  };
  const azAdApp = async (line: string): Promise<void> => {
    const add = /^az ad app permission add --id (\S+) --api (\S+) --api-permissions (\S+)=(Role|Scope)$/.exec(line);
    if (add !== null) {
      const [, appId = '', resourceAppId = '', id = '', type = ''] = add;
      const token = await tokenFor(null);
      const app = await ask(token, 'GET', `${graph}/applications(appId='${appId}')`);
      const kept = app['requiredResourceAccess'] as readonly Json[];
      const required = [...kept, { resourceAppId, resourceAccess: [{ id, type }] }];
      const change = JSON.stringify({ requiredResourceAccess: required });
      await ask(token, 'PATCH', `${graph}/applications/${String(app['id'])}`, change);
      return;
    }
    const appId = /^az ad app permission admin-consent --id (\S+)$/.exec(line)?.[1];
    if (appId === undefined) throw new Error(`not understood: ${line}`);
    // Azure CLI calls a service that is not Microsoft Graph here; the address for consent does the same.
    const scope = encodeURIComponent('https://graph.microsoft.com/.default');
    await consent(`${origin}/${placeholders.tenant}/v2.0/adminconsent?client_id=${appId}&scope=${scope}`);
  };
  return {
    async run(means, command) {
      switch (means) {
        case 'graph-rest':
          return rest(command);
        case 'azure-cli': {
          const az = /^az rest --method (\w+) --url (\S+) --body '([^']+)'$/.exec(command);
          if (az !== null) return rest(`${az[1] ?? ''} ${az[2] ?? ''}\n${az[3] ?? ''}`);
          for (const line of command.split('\n')) await azAdApp(line);
          return;
        }
        case 'graph-powershell':
          return runPowerShell(await fill(command), tokenFor, ask);
        case 'browser':
          return consent(toEmulator(command, origin));
        default:
          throw new Error(`nobody can run \`${means}\``);
      }
    },
  };
}

/** The emulator in the place of Microsoft's hosts. */
export function toEmulator(url: string, origin: string): string {
  return url.replace(/^https:\/\/(?:graph\.microsoft\.com|login\.microsoftonline\.com)/, origin);
}

type Ask = (token: string, method: string, url: string, body?: string) => Promise<Json>;

/** Reads the few cmdlets of the repairs as the requests that the Microsoft Graph module sends. */
async function runPowerShell(
  script: string,
  tokenFor: (scopes: readonly string[] | null) => Promise<string>,
  ask: Ask,
): Promise<void> {
  const root = 'https://graph.microsoft.com/v1.0';
  const variables = new Map<string, string>();
  const value = (text: string): string => {
    const name = /^\$(\w+)\.Id$/.exec(text)?.[1];
    return name === undefined ? text.replace(/^'(.*)'$/, '$1') : (variables.get(name) ?? '');
  };
  let token = '';
  for (const line of script.split('\n')) {
    const connect = /^Connect-MgGraph -TenantId \S+ -Scopes (\S+)$/.exec(line);
    const find = /^\$(\w+) = Get-MgServicePrincipal -Filter "([^"]+)"$/.exec(line);
    const get = /^\$(\w+) = Get-MgServicePrincipal -ServicePrincipalId (\S+)$/.exec(line);
    const grant = /^New-MgOauth2PermissionGrant -BodyParameter @\{ (.+) \}$/.exec(line);
    const create = /^New-Mg(ServicePrincipalAppRoleAssignment|RoleManagementDirectoryRoleAssignment) (.+)$/.exec(line);
    if (connect !== null) {
      token = await tokenFor((connect[1] ?? '').split(','));
    } else if (find !== null) {
      const found = await ask(token, 'GET', `${root}/servicePrincipals?$filter=${encodeURIComponent(find[2] ?? '')}`);
      variables.set(find[1] ?? '', String((found['value'] as readonly Json[])[0]?.['id']));
    } else if (get !== null) {
      const found = await ask(token, 'GET', `${root}/servicePrincipals/${get[2] ?? ''}`);
      variables.set(get[1] ?? '', String(found['id']));
    } else if (grant !== null) {
      const members = (grant[1] ?? '').split('; ').map((member) => member.split(' = '));
      const body = Object.fromEntries(members.map(([name = '', text = '']) => [name, value(text)]));
      await ask(token, 'POST', `${root}/oauth2PermissionGrants`, JSON.stringify(body));
    } else if (create !== null) {
      const given = new Map(
        [...(create[2] ?? '').matchAll(/-(\w+) (\S+)/g)].map(([, name = '', text = '']) => [name, value(text)]),
      );
      const isRole = create[1] === 'RoleManagementDirectoryRoleAssignment';
      const path = isRole
        ? '/roleManagement/directory/roleAssignments'
        : `/servicePrincipals/${given.get('ServicePrincipalId') ?? ''}/appRoleAssignments`;
      given.delete('ServicePrincipalId');
      const body = Object.fromEntries(
        [...given].map(([name, text]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, text]),
      );
      await ask(token, 'POST', root + path, JSON.stringify(body));
    } else throw new Error(`not understood: ${line}`);
  }
}

/** Opens an address for administrators' consent, where an administrator is signed in and accepts. */
async function consent(url: string): Promise<void> {
  const answer = await fetch(`${url}&login_hint=grace@contoso.example`);
  const page = await answer.text();
  if (!page.includes('The permissions are granted')) throw new Error(`no consent: ${page.slice(-300)}`);
}
