import { alertEnums, alertTypes } from './alerts.ts';
import { alertV2Enums, alertV2Types } from './alerts-v2.ts';
import { Model } from './edm.ts';
import { incidentEnums, incidentTypes } from './incidents.ts';
import { secureScoreControlProfileEnums, secureScoreControlProfileTypes } from './secure-score-control-profiles.ts';
import { secureScoreEnums, secureScoreTypes } from './secure-scores.ts';
import { securityActionEnums, securityActionTypes } from './security-actions.ts';
import { tiIndicatorEnums, tiIndicatorTypes } from './ti-indicators.ts';

/** The Security API's types, as its schema of 2026-08-20 declares them. */
export const securityModel: Model = new Model(
  [
    ...alertTypes,
    ...secureScoreTypes,
    ...secureScoreControlProfileTypes,
    ...securityActionTypes,
    ...tiIndicatorTypes,
    ...alertV2Types,
    ...incidentTypes,
  ],
  [
    ...alertEnums,
    ...secureScoreEnums,
    ...secureScoreControlProfileEnums,
    ...securityActionEnums,
    ...tiIndicatorEnums,
    ...alertV2Enums,
    ...incidentEnums,
  ],
);
