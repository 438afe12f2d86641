import { defineShape, likely, type RefusalShape } from '../shape.ts';

/**
 * Answers of the Defender for Endpoint API, another service with another host and another audience. It writes the same
 * words as Microsoft Graph's Defender backend and adds a `target` member.
 */
export const defenderOtherHost: RefusalShape = defineShape({
  id: 'defender-other-host',
  workload: 'defender',
  sources: [
    'https://learn.microsoft.com/en-us/answers/questions/5662693/not-getting-scp-calims-in-access-token',
    'https://github.com/Azure/Azure-Sentinel/issues/13457',
  ],
  recognise: (view) => {
    const host = view.find('securitycenter.microsoft.com', 'securitycenter.windows.com', 'api.security.microsoft.com');
    if (host === null && !(view.member('target') !== null && view.has('missing application roles'))) return null;
    return {
      at: view.find('missing application roles'),
      statements: [
        likely(
          'endpoint-wrong-or-retired',
          'the answer comes from the Defender for Endpoint API, not from Microsoft Graph',
        ),
      ],
      leavesOpen: ['wrong-audience'],
    };
  },
});
