/** Address of an incident in the portal. */
export function incidentUrl(id: string, tenantId: string): string {
  return `https://security.microsoft.com/incidents/${id}?tid=${tenantId}`;
}
