import { defineShape, possible, type RefusalShape } from '../shape.ts';

/** The eDiscovery backend refused without a reason that the caller may see; the scopes were present where it was seen. */
export const ediscoveryException: RefusalShape = defineShape({
  id: 'ediscovery-exception',
  workload: 'ediscovery',
  sources: ['https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/8911'],
  recognise: (view) => {
    const at = view.find('processing of the http request resulted in an exception');
    if (at === null) return null;
    return {
      at,
      statements: [
        possible(
          'missing-directory-role',
          'the caller may not be a member of the Microsoft Purview role group it needs',
        ),
        possible('endpoint-wrong-or-retired', 'the operation may be a retired one'),
      ],
      leavesOpen: ['missing-permission', 'service-fault'],
    };
  },
});
