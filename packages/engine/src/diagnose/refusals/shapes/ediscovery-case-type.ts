import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** A case that the list returns cannot be read one by one: a fault of the service. */
export const ediscoveryCaseType: RefusalShape = defineShape({
  id: 'ediscovery-case-type',
  workload: 'ediscovery',
  sources: ['https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/1987'],
  recognise: (view) => {
    const at = view.find('request for case type');
    if (at === null || (!view.has('is not supported') && at.end < at.text.length - 24)) return null;
    return {
      at,
      statements: [likely('service-fault', 'the service does not support a type of case that it lists itself')],
      leavesOpen: ['missing-directory-role'],
    };
  },
});
