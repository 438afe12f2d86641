import { defineShape, possible, type RefusalShape } from '../shape.ts';

/**
 * `UnknownError` without a message. Two services are known to answer so, for two causes; nothing in the text tells
 * them apart, but the operation does: the health issues of Defender for Identity when the permission is missing, and
 * the sensitivity labels when a delegated token was used where only an application's is supported.
 */
export const emptyUnknownError: RefusalShape = defineShape({
  id: 'empty-unknown-error',
  workload: null,
  sources: [
    'https://github.com/microsoft/zerotrustassessment/pull/1352',
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/14888',
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/14710',
  ],
  recognise: (view) => {
    if (!view.saysNothing || !view.hasCode('UnknownError')) return null;
    return {
      statements: [
        possible(
          'missing-permission',
          'services are known to answer an empty `UnknownError` when the permission is missing',
        ),
        possible('wrong-token-kind', 'a service is known to answer so to a kind of token that it does not support'),
      ],
      leavesOpen: ['consent-missing', 'stale-token', 'missing-directory-role', 'license-required', 'service-fault'],
    };
  },
});
