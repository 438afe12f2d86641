/**
 * The permission table of Microsoft's support article on this refusal: what each permission opens.
 *
 * @see [HTTP 403 authorization error when calling Microsoft Graph Security API](https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/http-403-authorization-error-calling-microsoft-graph-security-api)
 */
export const FOUNDING: readonly {
  readonly permission: string;
  readonly entities: readonly string[];
  readonly methods: readonly string[];
}[] = [
  { permission: 'SecurityActions.Read.All', entities: ['securityActions'], methods: ['GET'] },
  { permission: 'SecurityActions.ReadWrite.All', entities: ['securityActions'], methods: ['GET', 'POST'] },
  {
    permission: 'SecurityEvents.Read.All',
    entities: ['alerts', 'secureScores', 'secureScoreControlProfiles'],
    methods: ['GET'],
  },
  {
    permission: 'SecurityEvents.ReadWrite.All',
    entities: ['alerts', 'secureScores', 'secureScoreControlProfiles'],
    methods: ['GET', 'POST', 'PATCH'],
  },
  {
    permission: 'ThreatIndicators.ReadWrite.OwnedBy',
    entities: ['tiIndicators'],
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
  },
];

/** Methods that the article states for a permission on an entity. */
export function foundingMethods(permission: string, entity: string): readonly string[] {
  return FOUNDING.find((row) => row.permission === permission && row.entities.includes(entity))?.methods ?? [];
}
