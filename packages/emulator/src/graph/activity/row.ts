import type { VerifiedToken } from '../authorize/verify-token.ts';
import { instantOf, printInstant } from '../odata/time.ts';
import type { GraphVersion } from '../request.ts';

/** One request in the columns of the table `MicrosoftGraphActivityLogs`, all 35 of them. */
export interface ActivityRow {
  readonly AadTenantId: string;
  readonly ApiVersion: string;
  readonly AppId: string;
  readonly ATContent: string;
  readonly ATContentH: string;
  readonly ATContentP: string;
  readonly _BilledSize: number;
  readonly ClientAuthMethod: number | null;
  readonly ClientRequestId: string;
  readonly DeviceId: string;
  readonly DurationMs: number;
  readonly IdentityProvider: string;
  readonly IPAddress: string;
  readonly _IsBillable: string;
  readonly Location: string;
  readonly OperationId: string;
  readonly RequestId: string;
  readonly RequestMethod: string;
  readonly RequestUri: string;
  readonly ResponseSizeBytes: number;
  readonly ResponseStatusCode: number;
  readonly Roles: string;
  readonly Scopes: string;
  readonly ServicePrincipalId: string;
  readonly SessionId: string;
  readonly SignInActivityId: string;
  readonly SourceSystem: string;
  /** The workspace, not the directory. */
  readonly TenantId: string;
  readonly TimeGenerated: string;
  readonly TokenIssuedAt: string;
  readonly Type: string;
  readonly UniqueTokenId: string;
  readonly UserAgent: string;
  readonly UserId: string;
  readonly Wids: string;
}

/** What a row is made from. */
export interface LoggedRequest {
  readonly token: VerifiedToken | null;
  readonly version: GraphVersion | null;
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly requestId: string;
  readonly clientRequestId: string;
  /** Request id of the batch that it was part of. */
  readonly batchId: string | null;
  readonly status: number;
  readonly responseSize: number;
  /** Milliseconds since 1970, at the start. */
  readonly now: number;
  readonly durationMs: number;
  readonly ipAddress: string;
  readonly userAgent: string;
}

const WORKSPACE = '00000000-0000-0000-0000-000000000403';
const HOST = 'https://graph.microsoft.com';
/** A JWT in a query: no client should send one there, and no log may keep it. */
const TOKEN_SHAPE = /eyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g;

/** Makes the row of one request. The host is Microsoft Graph's, so that readers of real logs read these too. */
export function activityRow(request: LoggedRequest): ActivityRow {
  const { token } = request;
  const claims = token?.claims ?? {};
  const text = (name: string): string => {
    const value = claims[name];
    return typeof value === 'string' ? value : '';
  };
  const list = (values: readonly string[] | null | undefined): string => (values ?? []).join(' ');
  const application = token?.caller.kind === 'application';
  const uniqueId = text('uti');
  const authentication = token?.facts.clientAuthentication ?? null;
  const row: ActivityRow = {
    AadTenantId: token?.caller.tenantId ?? '',
    ApiVersion: request.version ?? '',
    AppId: token?.caller.appId ?? '',
    ATContent: '',
    ATContentH: '',
    ATContentP: '',
    _BilledSize: 0,
    ClientAuthMethod: authentication === null ? null : Number(authentication),
    ClientRequestId: request.clientRequestId,
    DeviceId: text('deviceid'),
    DurationMs: request.durationMs,
    IdentityProvider: text('idp'),
    IPAddress: request.ipAddress,
    _IsBillable: 'false',
    Location: 'Emulator',
    OperationId: request.batchId ?? request.requestId,
    RequestId: request.requestId,
    RequestMethod: request.method,
    RequestUri: `${HOST}${request.target.replace(TOKEN_SHAPE, 'removed')}`,
    ResponseSizeBytes: request.responseSize,
    ResponseStatusCode: request.status,
    Roles: application ? list(token?.caller.permissions) : '',
    Scopes: application || token === null ? '' : list(token.caller.permissions),
    ServicePrincipalId: application ? token.caller.objectId : '',
    SessionId: text('sid'),
    SignInActivityId: uniqueId,
    SourceSystem: 'Azure',
    TenantId: WORKSPACE,
    TimeGenerated: printInstant(instantOf(request.now) ?? ''),
    TokenIssuedAt: printInstant(instantOf((token?.facts.issuedAt ?? Number.NaN) * 1000) ?? ''),
    Type: 'MicrosoftGraphActivityLogs',
    UniqueTokenId: uniqueId,
    UserAgent: request.userAgent,
    UserId: application || token === null ? '' : token.caller.objectId,
    Wids: list(token?.caller.directoryRoles),
  };
  return { ...row, _BilledSize: Buffer.byteLength(JSON.stringify(row)) };
}

/** The row as a data export rule writes it: the table's columns, flat. */
export function toExportRecord(row: ActivityRow): Readonly<Record<string, unknown>> {
  return { ...row };
}

/** The row as a diagnostic setting writes it: an envelope with `properties` in another spelling. */
export function toDiagnosticRecord(row: ActivityRow): Readonly<Record<string, unknown>> {
  const application = row.ServicePrincipalId !== '';
  return {
    time: row.TimeGenerated,
    resourceId: `/TENANTS/${row.AadTenantId.toUpperCase()}/PROVIDERS/MICROSOFT.AADIAM`,
    operationName: 'Microsoft Graph Activity',
    operationVersion: row.ApiVersion,
    category: 'MicrosoftGraphActivityLogs',
    resultSignature: String(row.ResponseStatusCode),
    durationMs: String(row.DurationMs),
    callerIpAddress: row.IPAddress,
    correlationId: row.RequestId,
    level: 'Informational',
    location: row.Location,
    tenantId: row.AadTenantId,
    properties: {
      __UDI_RequiredFields_TenantId: row.AadTenantId,
      timeGenerated: row.TimeGenerated,
      location: row.Location,
      requestId: row.RequestId,
      operationId: row.OperationId,
      clientRequestId: row.ClientRequestId,
      apiVersion: row.ApiVersion,
      requestMethod: row.RequestMethod,
      responseStatusCode: row.ResponseStatusCode,
      tenantId: row.AadTenantId,
      durationMs: row.DurationMs,
      responseSizeBytes: row.ResponseSizeBytes,
      signInActivityId: row.SignInActivityId,
      roles: row.Roles,
      appId: row.AppId,
      UserPrincipalObjectID: application ? row.ServicePrincipalId : row.UserId,
      scopes: row.Scopes,
      identityProvider: row.IdentityProvider === '' ? null : row.IdentityProvider,
      clientAuthMethod: row.ClientAuthMethod === null ? '' : String(row.ClientAuthMethod),
      wids: row.Wids,
      isReplay: false,
      C_Idtyp: application ? 'app' : 'user',
      C_DeviceId: row.DeviceId,
      C_Sid: row.SessionId,
      ipAddress: row.IPAddress,
      userAgent: row.UserAgent,
      requestUri: row.RequestUri,
      policyEvaluated: false,
      ...(application ? { servicePrincipalId: row.ServicePrincipalId } : { userId: row.UserId }),
      tokenIssuedAt: row.TokenIssuedAt,
      atContent: '',
    },
  };
}
