import type { EnumType, StructuredType } from './edm.ts';

/** Types of `/security/secureScores`. Types that another entity of this folder declares already are not repeated. */
export const secureScoreTypes: readonly StructuredType[] = [
  {
    name: 'microsoft.graph.secureScore',
    open: true,
    properties: [
      { name: 'id', type: 'String', required: true },
      { name: 'activeUserCount', type: 'Int32' },
      { name: 'averageComparativeScores', type: 'microsoft.graph.averageComparativeScore', collection: true },
      { name: 'azureTenantId', type: 'String', required: true },
      { name: 'controlScores', type: 'microsoft.graph.controlScore', collection: true },
      { name: 'createdDateTime', type: 'DateTimeOffset' },
      { name: 'currentScore', type: 'Double' },
      { name: 'enabledServices', type: 'String', collection: true },
      { name: 'licensedUserCount', type: 'Int32' },
      { name: 'maxScore', type: 'Double' },
      { name: 'vendorInformation', type: 'microsoft.graph.securityVendorInformation' },
    ],
  },
  {
    name: 'microsoft.graph.averageComparativeScore',
    open: true,
    properties: [
      { name: 'averageScore', type: 'Double' },
      { name: 'basis', type: 'String' },
    ],
  },
  {
    name: 'microsoft.graph.controlScore',
    open: true,
    properties: [
      { name: 'controlCategory', type: 'String' },
      { name: 'controlName', type: 'String' },
      { name: 'description', type: 'String' },
      { name: 'score', type: 'Double' },
    ],
  },
];

/** Enums of `/security/secureScores`, with the numbers that order their members. */
export const secureScoreEnums: readonly EnumType[] = [];
