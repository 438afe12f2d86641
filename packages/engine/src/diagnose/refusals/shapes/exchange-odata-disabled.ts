import { defineShape, likely, type RefusalShape } from '../shape.ts';

/** Exchange blocks the application by a policy of the tenant or the mailbox; which one the text does not say. */
export const exchangeOdataDisabled: RefusalShape = defineShape({
  id: 'exchange-odata-disabled',
  workload: 'exchange',
  sources: [
    'https://github.com/OfficeDev/office-js-docs-pr/issues/2808',
    'https://github.com/microsoftgraph/msgraph-sdk-java/issues/510',
    'https://github.com/microsoftgraph/msgraph-sdk-javascript/issues/252',
  ],
  recognise: (view) => {
    const at = view.find('access to odata is disabled', 'blocked by tenant configured');
    if (at === null) return null;
    return {
      at,
      statements: [
        likely('resource-policy', 'an application access policy or an EWS allow or block list stops the application'),
      ],
      leavesOpen: [],
    };
  },
});
