import { readProviderWarnings } from '../provider-warnings.ts';
import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** A federated Security API answer whose `Warning` header lists providers that failed; the caller's token was accepted. */
export const securityProviderWarning: RefusalShape = defineShape({
  id: 'security-provider-warning',
  workload: 'security',
  sources: [
    'https://github.com/microsoftgraph/microsoft-graph-docs/issues/4184',
    'https://learn.microsoft.com/graph/api/resources/security-error-codes',
  ],
  recognise: (view) => {
    const providers = readProviderWarnings(view.headers['warning'] ?? view.text);
    if (providers.length === 0) return null;
    const refused = providers.some((provider) => provider.status >= 400 && provider.status < 500);
    const failed = providers.some((provider) => provider.status >= 500);
    return {
      providers,
      statements: [
        ...(refused
          ? [likely('license-required' as const, 'a provider refused on its own: it is not licensed or not onboarded')]
          : []),
        ...(failed ? [likely('service-fault' as const, 'a provider failed on its own')] : []),
      ],
      leavesOpen: refused ? ['service-fault'] : ['license-required'],
    };
  },
});
