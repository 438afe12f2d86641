import { defineShape, possible, type RefusalShape } from '../shape.ts';

/** Seen for some mailboxes only: the mailbox is the matter, not the application. */
export const exchangeProperties: RefusalShape = defineShape({
  id: 'exchange-properties',
  workload: 'exchange',
  sources: ['https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2141'],
  recognise: (view) => {
    const at = view.find('the process failed to get the correct properties');
    if (at === null) return null;
    return {
      at,
      statements: [
        possible('resource-policy', 'seen for single mailboxes: a policy on the mailbox may stop the application'),
        possible('license-required', 'the mailbox may be one without a licence, such as a shared one'),
        possible('account-type-unsupported', 'the mailbox may be that of a guest'),
      ],
      leavesOpen: ['service-fault'],
    };
  },
});
