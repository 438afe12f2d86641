import type { EnumType, StructuredType } from './edm.ts';

/** Types of `/security/securityActions`. Types that another entity of this folder declares already are not repeated. */
export const securityActionTypes: readonly StructuredType[] = [
  {
    name: 'microsoft.graph.securityAction',
    properties: [
      { name: 'id', type: 'String', required: true },
      { name: 'actionReason', type: 'String' },
      { name: 'appId', type: 'String' },
      { name: 'azureTenantId', type: 'String' },
      { name: 'clientContext', type: 'String' },
      { name: 'completedDateTime', type: 'DateTimeOffset' },
      { name: 'createdDateTime', type: 'DateTimeOffset' },
      { name: 'errorInfo', type: 'microsoft.graph.resultInfo' },
      { name: 'lastActionDateTime', type: 'DateTimeOffset' },
      { name: 'name', type: 'String' },
      { name: 'parameters', type: 'microsoft.graph.keyValuePair', collection: true },
      { name: 'states', type: 'microsoft.graph.securityActionState', collection: true },
      { name: 'status', type: 'microsoft.graph.operationStatus' },
      { name: 'user', type: 'String' },
      { name: 'vendorInformation', type: 'microsoft.graph.securityVendorInformation' },
    ],
  },
  {
    name: 'microsoft.graph.resultInfo',
    properties: [
      { name: 'code', type: 'Int32', required: true },
      { name: 'message', type: 'String' },
      { name: 'subcode', type: 'Int32', required: true },
    ],
  },
  {
    name: 'microsoft.graph.keyValuePair',
    properties: [
      { name: 'name', type: 'String', required: true },
      { name: 'value', type: 'String' },
    ],
  },
  {
    name: 'microsoft.graph.securityActionState',
    properties: [
      { name: 'appId', type: 'String' },
      { name: 'status', type: 'microsoft.graph.operationStatus' },
      { name: 'updatedDateTime', type: 'DateTimeOffset' },
      { name: 'user', type: 'String' },
    ],
  },
];

/** Enums of `/security/securityActions`, with the numbers that order their members. */
export const securityActionEnums: readonly EnumType[] = [
  {
    name: 'microsoft.graph.operationStatus',
    members: [
      { name: 'NotStarted', value: 0 },
      { name: 'Running', value: 1 },
      { name: 'Completed', value: 2 },
      { name: 'Failed', value: 3 },
    ],
  },
];
