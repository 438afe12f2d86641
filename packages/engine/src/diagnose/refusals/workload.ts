import type { Workload } from './refusal.ts';

/**
 * Workloads by the beginning of the path template, in lower case and without version; the longest beginning wins. What
 * is not here has no workload whose refusals are known.
 */
const PREFIXES: Readonly<Record<string, Workload>> = {
  '/administrativeunits': 'directory',
  '/applications': 'directory',
  '/applicationtemplates': 'directory',
  '/contacts': 'directory',
  '/contracts': 'directory',
  '/devices': 'directory',
  '/directory': 'directory',
  '/directoryobjects': 'directory',
  '/directoryroles': 'directory',
  '/directoryroletemplates': 'directory',
  '/domains': 'directory',
  '/groups': 'directory',
  '/groupsettings': 'directory',
  '/informationprotection/bitlocker': 'directory',
  '/invitations': 'directory',
  '/me': 'directory',
  '/oauth2permissiongrants': 'directory',
  '/organization': 'directory',
  '/rolemanagement/directory': 'directory',
  '/serviceprincipals': 'directory',
  '/subscribedskus': 'directory',
  '/users': 'directory',

  '/identity': 'policies',
  '/identityproviders': 'policies',
  '/policies': 'policies',
  '/reports/authenticationmethods': 'policies',
  '/trustframework': 'policies',

  '/identityprotection': 'identity-protection',
  '/riskdetections': 'identity-protection',
  '/riskyusers': 'identity-protection',

  '/accessreviews': 'identity-governance',
  '/agreements': 'identity-governance',
  '/identitygovernance': 'identity-governance',
  '/policies/rolemanagementpolicies': 'identity-governance',
  '/policies/rolemanagementpolicyassignments': 'identity-governance',
  '/privilegedaccess': 'identity-governance',
  '/privilegedapproval': 'identity-governance',
  '/privilegedoperationevents': 'identity-governance',
  '/privilegedroleassignmentrequests': 'identity-governance',
  '/privilegedroleassignments': 'identity-governance',
  '/privilegedroles': 'identity-governance',
  '/rolemanagement/directory/roleassignmentschedule': 'identity-governance',
  '/rolemanagement/directory/roleeligibilityschedule': 'identity-governance',
  '/rolemanagement/entitlementmanagement': 'identity-governance',

  '/auditlogs': 'reports',
  '/reports': 'reports',
  '/security/auditlog': 'reports',

  '/informationprotection': 'security',
  '/security': 'security',

  '/rolemanagement/defender': 'defender',
  '/security/alerts_v2': 'defender',
  '/security/attacksimulation': 'defender',
  '/security/casemanagement': 'defender',
  '/security/collaboration': 'defender',
  '/security/getrunhuntingquery': 'defender',
  '/security/identities': 'defender',
  '/security/incidents': 'defender',
  '/security/microsoft.graph.security.runhuntingquery': 'defender',
  '/security/rules': 'defender',
  '/security/runhuntingquery': 'defender',
  '/security/threatintelligence': 'defender',
  '/security/threatsubmission': 'defender',

  '/compliance': 'ediscovery',
  '/security/cases': 'ediscovery',

  '/deviceappmanagement': 'intune',
  '/devicemanagement': 'intune',
  '/rolemanagement/cloudpc': 'intune',
  '/rolemanagement/devicemanagement': 'intune',

  '/app/calls': 'teams',
  '/app/onlinemeetings': 'teams',
  '/appcatalogs/teamsapps': 'teams',
  '/chats': 'teams',
  '/communications': 'teams',
  '/solutions/virtualevents': 'teams',
  '/teams': 'teams',
  '/teamstemplates': 'teams',
  '/teamwork': 'teams',

  '/admin/exchange': 'exchange',
  '/places': 'exchange',
  '/rolemanagement/exchange': 'exchange',

  '/admin/sharepoint': 'sharepoint',
  '/drive': 'sharepoint',
  '/drives': 'sharepoint',
  '/shares': 'sharepoint',
  '/sites': 'sharepoint',
  '/storage/filestorage': 'sharepoint',
  '/termstore': 'sharepoint',

  '/subscriptions': 'subscriptions',
};

/** What stands behind `/me`, `/users/{id}` and `/groups/{id}` belongs to the workload that keeps it. */
const OF_A_PRINCIPAL: Readonly<Record<string, Workload>> = {
  authentication: 'policies',
  calendar: 'exchange',
  calendargroups: 'exchange',
  calendars: 'exchange',
  calendarview: 'exchange',
  contactfolders: 'exchange',
  contacts: 'exchange',
  conversations: 'exchange',
  events: 'exchange',
  findmeetingtimes: 'exchange',
  findrooms: 'exchange',
  getmailtips: 'exchange',
  getschedule: 'exchange',
  inferenceclassification: 'exchange',
  mailboxsettings: 'exchange',
  mailfolders: 'exchange',
  messages: 'exchange',
  outlook: 'exchange',
  people: 'exchange',
  sendmail: 'exchange',
  tasks: 'exchange',
  threads: 'exchange',
  todo: 'exchange',
  calls: 'teams',
  chats: 'teams',
  joinedteams: 'teams',
  onlinemeetings: 'teams',
  presence: 'teams',
  team: 'teams',
  teamwork: 'teams',
  drive: 'sharepoint',
  drives: 'sharepoint',
  followedsites: 'sharepoint',
  onenote: 'sharepoint',
  sites: 'sharepoint',
  cloudpcs: 'intune',
  devicemanagementtroubleshootingevents: 'intune',
  manageddevices: 'intune',
  managedappregistrations: 'intune',
  mobileappintentandstates: 'intune',
  informationprotection: 'security',
  security: 'security',
};

/**
 * The part of Microsoft Graph that answers a path.
 *
 * @param pathTemplate Path template or path, with or without version, in any letter case. A URL is not one.
 *
 * @returns `null` for a path of which no workload is known, such as Planner's.
 *
 * @group Refusals
 */
export function workloadOf(pathTemplate: string): Workload | null {
  const path = (/^[^?#]{0,2048}/.exec(pathTemplate)?.[0] ?? '').toLowerCase();
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== 'v1.0' && segment !== 'beta');
  const first = segments[0] ?? '';
  if (first === 'me' || first === 'users' || first === 'groups') {
    const below = segments[first === 'me' ? 1 : 2];
    const key = below === undefined ? '' : withoutArguments(below);
    if (Object.hasOwn(OF_A_PRINCIPAL, key)) return OF_A_PRINCIPAL[key] ?? null;
    if (below === 'planner' || below === 'insights' || below === 'analytics' || below === 'print') return null;
  }
  // `roleAssignmentScheduleRequests` and its sisters share a beginning, so the last segment is matched by its start.
  for (let depth = Math.min(segments.length, 3); depth > 0; depth--) {
    const candidate = `/${segments.slice(0, depth).map(withoutArguments).join('/')}`;
    const exact = Object.hasOwn(PREFIXES, candidate) ? PREFIXES[candidate] : undefined;
    if (exact !== undefined) return exact;
    const start = OPEN_PREFIXES.find((prefix) => candidate.startsWith(prefix));
    if (start !== undefined) return PREFIXES[start] ?? null;
  }
  return null;
}

/** Beginnings that stop inside a segment. */
const OPEN_PREFIXES: readonly string[] = [
  '/rolemanagement/directory/roleassignmentschedule',
  '/rolemanagement/directory/roleeligibilityschedule',
];

function withoutArguments(segment: string): string {
  return segment.replace(/\(.*$/, '');
}
