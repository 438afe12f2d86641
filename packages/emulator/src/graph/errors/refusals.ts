import { GraphError } from './graph-error.ts';

/** What a refusal can name. */
export interface RefusalFacts {
  readonly method: string;
  /** Path below the version, in lower case, ids as they were sent. */
  readonly path: string;
  readonly kind: 'delegated' | 'application';
  /** Permissions that the operation accepts of this kind. */
  readonly required: readonly string[];
  /** Permissions in the token. */
  readonly held: readonly string[];
  /** Id of the calling application. */
  readonly appId: string;
  /** The part that made the refusal; `permission` is also the answer when nothing is known of the operation. */
  readonly part: 'token' | 'operation' | 'permission' | 'role' | 'policy';
  /** For ids inside messages. */
  readonly newGuid: () => string;
}

interface RefusalRule {
  readonly matches: RegExp;
  readonly refuse: (facts: RefusalFacts) => GraphError;
}

/**
 * Refusals as the workloads behind Microsoft Graph word them, first match wins. Each was seen in public threads; where
 * only one kind of token was seen, the other is told in the same words.
 */
const RULES: readonly RefusalRule[] = [
  {
    matches: /^\/security\/(alerts|securescores|securescorecontrolprofiles|securityactions|tiindicators)(\/|$)/,
    refuse: legacySecurity,
  },
  { matches: /^\/security\/identities\//, refuse: () => new GraphError(403, 'UnknownError', '') },
  { matches: /^\/security\/cases\//, refuse: eDiscovery },
  { matches: /^\/security\//, refuse: defender },
  { matches: /^\/informationprotection\//, refuse: () => new GraphError(403, 'UnknownError', '') },
  { matches: /^\/(deviceappmanagement|devicemanagement)(\/|$)/, refuse: intune },
  { matches: /^\/(users\/[^/]+|me)\/authentication(\/|$)/, refuse: authenticationMethods },
  { matches: /^\/policies\/authenticationstrengthpolicies/, refuse: authenticationMethods },
  { matches: /^\/(identity\/conditionalaccess|identityprotection)(\/|$)/, refuse: conditionalAccess },
  { matches: /^\/policies\/identitysecuritydefaults/, refuse: conditionalAccess },
  {
    matches: /^\/(rolemanagement\/directory\/role(assignment|eligibility)schedule|privilegedaccess\/)/,
    refuse: identityGovernance,
  },
  { matches: /^\/auditlogs(\/|$)/, refuse: auditLogs },
  { matches: /^\/reports\/get/, refuse: usageReports },
  { matches: /^\/(users\/[^/]+\/|me\/)?onlinemeetings(\/|$)/, refuse: onlineMeetings },
  { matches: /^\/communications\/|\/presence(\/|$)/, refuse: () => new GraphError(403, 'Forbidden', '') },
  { matches: /^\/(users\/[^/]+\/|me\/)?(chats|teams|joinedteams|teamwork|appcatalogs)(\/|$)/, refuse: teams },
  {
    matches:
      /^\/(users\/[^/]+|me)\/(messages|mailfolders|events|calendars?|calendarview|calendargroups|contacts|contactfolders|mailboxsettings|sendmail|inferenceclassification|outlook)(\/|$|\()/,
    refuse: exchange,
  },
  { matches: /^\/(sites|drives|shares)(\/|$)|^\/(users\/[^/]+|me|groups\/[^/]+)\/drives?(\/|$)/, refuse: sharePoint },
  { matches: /^\/subscriptions(\/|$)/, refuse: subscriptions },
  { matches: /^\/agreements(\/|$)|\/agreementacceptances/, refuse: agreements },
];

/** The answer of the workload that an operation belongs to. The directory's is the one for everything else. */
export function refusalOf(facts: RefusalFacts): GraphError {
  if (facts.kind === 'application' && /^\/me(\/|$)/.test(facts.path)) {
    return new GraphError(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
  }
  const rule = RULES.find(({ matches }) => matches.test(facts.path));
  return rule?.refuse(facts) ?? directory();
}

function directory(): GraphError {
  return new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

function legacySecurity(): GraphError {
  return new GraphError(
    403,
    'UnknownError',
    'Auth token does not contain valid permissions or user does not have valid roles.',
  );
}

function defender(facts: RefusalFacts): GraphError {
  const message =
    facts.kind === 'application' && facts.part !== 'role'
      ? `Missing application roles. API required roles: ${facts.required.join(', ')}, ` +
        `application roles: ${facts.held.join(', ')}.`
      : 'Auth token does not contain valid permissions or user does not have valid roles.';
  return new GraphError(403, 'Forbidden', message);
}

/** eDiscovery tells a missing permission as 401, which is a known fault of the service. */
function eDiscovery(): GraphError {
  return new GraphError(
    401,
    'Unauthorized',
    'Processing of the HTTP request resulted in an exception. Please see the HTTP response returned by the ' +
      "'Response' property of this exception for details.",
  );
}

function intune(facts: RefusalFacts): GraphError {
  const ids = `Operation ID (for customer support): ${facts.newGuid()} - Activity ID: ${facts.newGuid()}`;
  const reason =
    facts.part === 'role'
      ? 'User is not authorized to perform this operation'
      : 'Application is not authorized to perform this operation. ' +
        `Application must have one of the following scopes: ${facts.required.join(', ')}`;
  const inner = {
    _version: 3,
    Message: `${reason} - ${ids} - Url: https://fef.msua01.manage.microsoft.com${facts.path}`,
    CustomApiErrorPhrase: '',
    RetryAfter: null,
    ErrorSourceService: '',
    HttpHeaders: '{}',
  };
  return new GraphError(403, 'Forbidden', JSON.stringify(inner));
}

function authenticationMethods(): GraphError {
  return new GraphError(403, 'accessDenied', 'Request Authorization failed');
}

function conditionalAccess(): GraphError {
  return new GraphError(
    403,
    'AccessDenied',
    'You cannot perform the requested operation, required scopes are missing in the token.',
  );
}

function identityGovernance(facts: RefusalFacts): GraphError {
  const message = {
    errorCode: 'PermissionScopeNotGranted',
    message: `Authorization failed due to missing permission scope ${facts.required.join(',')}.`,
    instanceAnnotations: [],
  };
  return new GraphError(403, 'UnknownError', JSON.stringify(message));
}

function auditLogs(facts: RefusalFacts): GraphError {
  if (facts.part === 'role') {
    return new GraphError(403, 'Authentication_RequestFromUnsupportedUserRole', 'User is not in the allowed roles');
  }
  return new GraphError(
    403,
    'Authentication_MSGraphPermissionMissing',
    `Calling principal does not have required MSGraph permissions ${facts.required[0] ?? ''}`.trimEnd(),
  );
}

function usageReports(facts: RefusalFacts): GraphError {
  const message = facts.part === 'role' ? 'Invalid permission.' : 'Invalid scope claims/roles.';
  return new GraphError(403, 'S2SUnauthorized', message);
}

function onlineMeetings(facts: RefusalFacts): GraphError {
  if (facts.part !== 'policy') return teams(facts);
  return new GraphError(403, 'Forbidden', `No application access policy found for this app ${facts.appId}.`);
}

function teams(facts: RefusalFacts): GraphError {
  const required = facts.required.join(', ');
  const held = facts.held.join(', ');
  const message =
    facts.kind === 'delegated'
      ? `Missing scope permissions on the request. API requires one of '${required}'. Scopes on the request '${held}'`
      : `Missing role permissions on the request. API requires one of '${required}'. Roles on the request '${held}'. ` +
        "Resource specific consent grants on the request ''.";
  return new GraphError(403, 'Forbidden', message);
}

function exchange(facts: RefusalFacts): GraphError {
  const message =
    facts.part === 'policy' ? 'Access to OData is disabled.' : 'Access is denied. Check credentials and try again.';
  return new GraphError(403, 'ErrorAccessDenied', message);
}

function sharePoint(facts: RefusalFacts): GraphError {
  if (facts.held.length === 0) {
    return new GraphError(403, 'AccessDenied', 'Either scp or roles claim need to be present in the token.');
  }
  return new GraphError(403, 'accessDenied', 'Access denied');
}

function subscriptions(): GraphError {
  return new GraphError(
    403,
    'ExtensionError',
    'Operation: Create; Exception: [Status Code: Forbidden; Reason: Forbidden]',
  );
}

function agreements(facts: RefusalFacts): GraphError {
  return new GraphError(
    403,
    'UnauthorizedAccess',
    `User does not have any of the required scopes: ${facts.required.join(', ')}`,
  );
}
