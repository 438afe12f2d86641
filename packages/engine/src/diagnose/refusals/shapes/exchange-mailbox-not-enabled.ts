import { defineShape, likely, possible, type RefusalShape } from '../shape.ts';

/** There is no Exchange Online mailbox behind the account: no licence, hosted on premises, deleted, or a guest. */
export const exchangeMailboxNotEnabled: RefusalShape = defineShape({
  id: 'exchange-mailbox-not-enabled',
  workload: 'exchange',
  sources: [
    'https://github.com/microsoftgraph/msgraph-sdk-javascript/issues/1756',
    'https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/717',
    'https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/405',
  ],
  recognise: (view) => {
    const at = view.find('the mailbox is either inactive', 'rest api is not yet supported for this mailbox');
    if (at === null && !view.names('MailboxNotEnabledForRESTAPI')) return null;
    return {
      at,
      statements: [
        likely('license-required', 'the account has no mailbox in Exchange Online: not licensed, or hosted elsewhere'),
        possible('account-type-unsupported', 'the account may be a guest, whose mailbox is in another tenant'),
      ],
      leavesOpen: ['tenant-mismatch'],
    };
  },
});
