import type { EnumType, StructuredType } from './edm.ts';

/** Types of `/security/secureScoreControlProfiles`. Types that another entity of this folder declares already are not repeated. */
export const secureScoreControlProfileTypes: readonly StructuredType[] = [
  {
    name: 'microsoft.graph.secureScoreControlProfile',
    open: true,
    properties: [
      { name: 'id', type: 'String', required: true },
      { name: 'actionType', type: 'String' },
      { name: 'actionUrl', type: 'String' },
      { name: 'azureTenantId', type: 'String', required: true },
      { name: 'complianceInformation', type: 'microsoft.graph.complianceInformation', collection: true },
      { name: 'controlCategory', type: 'String' },
      { name: 'controlStateUpdates', type: 'microsoft.graph.secureScoreControlStateUpdate', collection: true },
      { name: 'deprecated', type: 'Boolean' },
      { name: 'implementationCost', type: 'String' },
      { name: 'lastModifiedDateTime', type: 'DateTimeOffset' },
      { name: 'maxScore', type: 'Double' },
      { name: 'rank', type: 'Int32' },
      { name: 'remediation', type: 'String' },
      { name: 'remediationImpact', type: 'String' },
      { name: 'service', type: 'String' },
      { name: 'threats', type: 'String', collection: true },
      { name: 'tier', type: 'String' },
      { name: 'title', type: 'String' },
      { name: 'userImpact', type: 'String' },
      { name: 'vendorInformation', type: 'microsoft.graph.securityVendorInformation' },
    ],
  },
  {
    name: 'microsoft.graph.complianceInformation',
    open: true,
    properties: [
      { name: 'certificationControls', type: 'microsoft.graph.certificationControl', collection: true },
      { name: 'certificationName', type: 'String' },
    ],
  },
  {
    name: 'microsoft.graph.certificationControl',
    open: true,
    properties: [
      { name: 'name', type: 'String' },
      { name: 'url', type: 'String' },
    ],
  },
  {
    name: 'microsoft.graph.secureScoreControlStateUpdate',
    properties: [
      { name: 'assignedTo', type: 'String' },
      { name: 'comment', type: 'String' },
      { name: 'state', type: 'String' },
      { name: 'updatedBy', type: 'String' },
      { name: 'updatedDateTime', type: 'DateTimeOffset' },
    ],
  },
];

/** Enums of `/security/secureScoreControlProfiles`, with the numbers that order their members. */
export const secureScoreControlProfileEnums: readonly EnumType[] = [];
