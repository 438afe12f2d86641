import type { EnumType, StructuredType } from './edm.ts';

/** Types of `/security/incidents`. Types that another entity of this folder declares already are not repeated. */
export const incidentTypes: readonly StructuredType[] = [
  {
    name: 'microsoft.graph.security.incident',
    properties: [
      { name: 'id', type: 'String', required: true },
      { name: 'assignedTo', type: 'String' },
      { name: 'classification', type: 'microsoft.graph.security.alertClassification' },
      { name: 'comments', type: 'microsoft.graph.security.alertComment', collection: true },
      { name: 'createdDateTime', type: 'DateTimeOffset', required: true },
      { name: 'customTags', type: 'String', collection: true },
      { name: 'description', type: 'String' },
      { name: 'determination', type: 'microsoft.graph.security.alertDetermination' },
      { name: 'displayName', type: 'String' },
      { name: 'incidentWebUrl', type: 'String' },
      { name: 'lastModifiedBy', type: 'String' },
      { name: 'lastUpdateDateTime', type: 'DateTimeOffset', required: true },
      { name: 'priorityScore', type: 'Int32' },
      { name: 'redirectIncidentId', type: 'String' },
      { name: 'resolvingComment', type: 'String' },
      { name: 'severity', type: 'microsoft.graph.security.alertSeverity', required: true },
      { name: 'status', type: 'microsoft.graph.security.incidentStatus', required: true },
      { name: 'summary', type: 'String' },
      { name: 'systemTags', type: 'String', collection: true },
      { name: 'tenantId', type: 'String' },
    ],
  },
];

/** Enums of `/security/incidents`, with the numbers that order their members. */
export const incidentEnums: readonly EnumType[] = [
  {
    name: 'microsoft.graph.security.incidentStatus',
    members: [
      { name: 'active', value: 1 },
      { name: 'resolved', value: 2 },
      { name: 'inProgress', value: 4 },
      { name: 'redirected', value: 64 },
      { name: 'unknownFutureValue', value: 127 },
      { name: 'awaitingAction', value: 128 },
    ],
  },
];
